package banyan.broadcast.testpattern;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.SourceSinkAdapter;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.mpegts.TsMuxer;
import banyan.broadcast.mpegts.TsPackets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A real H.264 and AAC stream of any rate that costs next to nothing to make: one second of the test pattern over and
 * over, each picture filled up to the same size with user data (SEI) that decoders skip.
 */
final class PaddedStream {
  static final int FRAMES_PER_SECOND = 30;
  private static final int WIDTH = 160;
  private static final int HEIGHT = 96;
  private static final int SEI = 6;
  private static final int USER_DATA = 5;
  private static final int UUID_BYTES = 16;
  /** PES and TS headers, in percent of the pictures. */
  private static final int FRAMING_PERCENT = 3;

  private final List<AccessUnit.Video> pictures = new ArrayList<>();
  private final List<AccessUnit.Audio> silence = new ArrayList<>();
  private final TsMuxer muxer = new TsMuxer();
  private final TsPackets packets = new TsPackets();
  private long frames;
  private long audioFrames;

  PaddedStream(long bitsPerSecond) {
    TestFrames pattern = new TestFrames(WIDTH, HEIGHT, FRAMES_PER_SECOND, false, 0);
    for (int i = 0; i < FRAMES_PER_SECOND; i++) {
      pattern.timeReached(pattern.nextWakeMicros(), 0, new Collector());
    }
    long bytes = bitsPerSecond / 8 / FRAMES_PER_SECOND * 100 / (100 + FRAMING_PERCENT);
    pictures.replaceAll(picture -> padded(picture, bytes));
    muxer.tracks(new Tracks(true, true));
  }

  /** The next picture, due {@code 1 / FRAMES_PER_SECOND} seconds after the one before it, and the sound with it. */
  ByteBuffer next() {
    long ticks = frames * AccessUnit.TICKS_PER_SECOND / FRAMES_PER_SECOND;
    AccessUnit.Video picture = pictures.get((int) (frames % pictures.size()));
    muxer.video(picture.at(ticks, ticks, false), packets);
    AacConfig config = silence.get(0).config();
    for (; config.ticks(audioFrames) <= ticks; audioFrames++) {
      long at = config.ticks(audioFrames);
      muxer.queueAudio(silence.get(0).at(at, at, false));
    }
    muxer.flushAudio(packets);
    frames++;
    return packets.take(packets.length());
  }

  /** Leaves pictures out: the time that they would have taken passes without them. */
  void skip(long pictureCount) {
    frames += pictureCount;
    AacConfig config = silence.get(0).config();
    while (config.ticks(audioFrames) < frames * AccessUnit.TICKS_PER_SECOND / FRAMES_PER_SECOND) {
      audioFrames++;
    }
  }

  private static AccessUnit.Video padded(AccessUnit.Video picture, long bytes) {
    long has = picture.nals().stream().mapToLong(ByteBuffer::remaining).sum();
    int missing = (int) Math.max(0, bytes - has);
    if (missing < 2 * UUID_BYTES) {
      return picture;
    }
    List<ByteBuffer> nals = new ArrayList<>(picture.nals());
    // Before the first slice, which comes last: each picture has one.
    nals.add(nals.size() - 1, userData(missing));
    return new AccessUnit.Video(
        picture.ptsTicks(), picture.dtsTicks(), picture.joinPoint(), false, picture.captureUnixMicros(), nals);
  }

  private static ByteBuffer userData(int bytes) {
    int payload = bytes - 3 - bytes / 255;
    ByteBuffer nal = ByteBuffer.allocate(bytes + 8);
    nal.put((byte) SEI).put((byte) USER_DATA);
    int left = payload;
    for (; left >= 255; left -= 255) {
      nal.put((byte) 255);
    }
    nal.put((byte) left);
    byte[] fill = new byte[payload];
    Arrays.fill(fill, (byte) 0x55);
    return nal.put(fill).put((byte) 0x80).flip();
  }

  private final class Collector extends SourceSinkAdapter {
    @Override
    public void accessUnit(AccessUnit unit) {
      if (unit instanceof AccessUnit.Video video) {
        pictures.add(video);
      } else if (unit instanceof AccessUnit.Audio audio) {
        silence.add(audio);
      }
    }
  }
}
