package banyan.broadcast.mpegts;

import banyan.broadcast.media.AacConfig;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Finds AAC frames in a stream of ADTS frames (ISO/IEC 13818-7, 6.2). */
final class AdtsReader extends AacReader {
  private static final int HEADER_BYTES = 7;
  private static final int CRC_BYTES = 2;

  /** One frame's header. */
  private record Header(AacConfig config, int headerBytes, int frameBytes, int blocks) {}

  AdtsReader(Output output, ClockUnwrapper clock, boolean first) {
    super(output, clock, first);
  }

  @Override
  void scan(boolean ending) {
    int at = 0;
    while (at + HEADER_BYTES <= length) {
      Optional<Header> header = header(at);
      if (header.isEmpty()) {
        if (locked) {
          output.damaged();
          locked = false;
        }
        at++;
        continue;
      }
      int end = at + header.get().frameBytes();
      if (!locked && !ending && end + HEADER_BYTES > length) {
        break;
      }
      if (end > length) {
        break;
      }
      if (!locked && end + HEADER_BYTES <= length && header(end).isEmpty()) {
        at++;
        continue;
      }
      locked = true;
      emit(at, header.get());
      at = end;
    }
    discard(at);
  }

  private void emit(int at, Header header) {
    Optional<Long> pts = settleTime(at, header.config(), header.blocks());
    if (pts.isEmpty() || header.blocks() > 1) {
      // Several raw blocks in a frame: allowed, but sent by no encoder that could be found.
      output.damaged();
      return;
    }
    byte[] frame = Arrays.copyOfRange(buffer, at + header.headerBytes(), at + header.frameBytes());
    emit(at, pts.get(), header.config(), ByteBuffer.wrap(frame).asReadOnlyBuffer());
  }

  private Optional<Header> header(int at) {
    int second = buffer[at + 1] & 0xff;
    int third = buffer[at + 2] & 0xff;
    int fourth = buffer[at + 3] & 0xff;
    // Syncword, and a layer that is always 0.
    if ((buffer[at] & 0xff) != 0xff || (second & 0xf6) != 0xf0) {
      return Optional.empty();
    }
    int headerBytes = (second & 1) != 0 ? HEADER_BYTES : HEADER_BYTES + CRC_BYTES;
    int rateIndex = third >> 2 & 0x0f;
    int frameBytes = (fourth & 3) << 11 | (buffer[at + 4] & 0xff) << 3 | (buffer[at + 5] & 0xff) >> 5;
    if (!AacConfig.isRateIndex(rateIndex) || frameBytes <= headerBytes) {
      return Optional.empty();
    }
    AacConfig config = new AacConfig((third >> 6) + 1, rateIndex, (third & 1) << 2 | fourth >> 6);
    return Optional.of(new Header(config, headerBytes, frameBytes, (buffer[at + 6] & 3) + 1));
  }
}
