package banyan.broadcast.mpegts;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.BitCursor;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds AAC frames in LOAS (ISO/IEC 14496-3, 1.7): multiplex elements one behind the other, each with a syncword and
 * its length before it, frames anywhere among its bits, and now and then what the frames are.
 */
final class LatmReader extends AacReader {
  private static final int HEADER_BYTES = 3;
  /** So many in a row are no damage. */
  private static final int NOT_CARRIED_ENOUGH = 3;

  private @Nullable LatmConfig config;
  private int notCarried;
  private boolean isRefused;

  LatmReader(Output output, ClockUnwrapper clock, boolean first) {
    super(output, clock, first);
  }

  @Override
  void scan(boolean ending) {
    int at = 0;
    while (at + HEADER_BYTES <= length && !isRefused) {
      if (!isSync(at)) {
        if (locked) {
          output.damaged();
          locked = false;
        }
        at++;
        continue;
      }
      int end = at + HEADER_BYTES + Bits.u13(buffer, at + 1);
      boolean isNextThere = end + HEADER_BYTES <= length;
      if (end > length || !locked && !ending && !isNextThere) {
        break;
      }
      if (!locked && isNextThere && !isSync(end)) {
        at++;
        continue;
      }
      locked = true;
      element(at, end);
      at = end;
    }
    discard(at);
  }

  /** Eleven bits of the syncword. */
  private boolean isSync(int at) {
    return (buffer[at] & 0xff) == 0x56 && (buffer[at + 1] & 0xe0) == 0xe0;
  }

  /** An AudioMuxElement with a configuration, or with none where it is the last one's. */
  private void element(int at, int end) {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, at + HEADER_BYTES, end - at - HEADER_BYTES);
    BitCursor in = new BitCursor(bytes);
    if (!in.flag()) {
      LatmConfig read = LatmConfig.read(in);
      notCarried = read.aac().isPresent() ? 0 : notCarried + 1;
      config = read;
    }
    LatmConfig now = config;
    if (now == null || now.aac().isEmpty()) {
      if (notCarried == NOT_CARRIED_ENOUGH) {
        isRefused = true;
        output.refused(LatmConfig.WHY_NOT_CARRIED);
      }
      return;
    }
    AacConfig aac = now.aac().get();
    for (int i = 0; i < now.framesEach() && !isRefused; i++) {
      int frameBytes = frameBytes(in);
      Optional<Long> pts = settleTime(at, aac, 1);
      if (pts.isEmpty() || frameBytes == 0 || in.position() + 8L * frameBytes > 8L * bytes.remaining()) {
        output.damaged();
        return;
      }
      emit(at, pts.get(), aac, in.bytes(frameBytes));
    }
  }

  /** PayloadLengthInfo: a sum of bytes, of which all but the last are 255. */
  private static int frameBytes(BitCursor in) {
    int sum = 0;
    int next = 0xff;
    while (next == 0xff && !in.isExhausted()) {
      next = in.bits(8);
      sum += next;
    }
    return sum;
  }
}
