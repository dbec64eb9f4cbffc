package banyan.broadcast.testing;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Access units of chosen times and sizes. */
public final class Units {
  public static final AacConfig AAC = new AacConfig(2, 3, 2);
  private static final byte[] SPS = {0x67, 66, 0, 30, (byte) 0xab, 1};
  private static final byte[] PPS = {0x68, (byte) 0xce, 1};

  private Units() {}

  /** A picture; one that is a join point brings its parameter sets. */
  public static AccessUnit.Video picture(long ticks, boolean joinPoint, int bytes) {
    byte[] slice = new byte[bytes];
    slice[0] = (byte) (joinPoint ? 0x65 : 0x41);
    slice[1] = (byte) (joinPoint ? 0x88 : 0x98);
    for (int i = 2; i < bytes; i++) {
      slice[i] = (byte) (1 + i % 200);
    }
    List<ByteBuffer> nals = joinPoint
        ? List.of(ByteBuffer.wrap(SPS), ByteBuffer.wrap(PPS), ByteBuffer.wrap(slice))
        : List.of(ByteBuffer.wrap(slice));
    return new AccessUnit.Video(ticks, ticks, joinPoint, false, ticks, nals);
  }

  /** A picture that begins a sequence of its own, as one of another size does; {@code level} tells sequences apart. */
  public static AccessUnit.Video sequence(long ticks, int level, int bytes) {
    byte[] sps = SPS.clone();
    sps[3] = (byte) level;
    List<ByteBuffer> nals = new ArrayList<>(picture(ticks, true, bytes).nals());
    nals.set(0, ByteBuffer.wrap(sps));
    return new AccessUnit.Video(ticks, ticks, true, false, ticks, nals);
  }

  public static AccessUnit.Audio audio(long ticks, int bytes) {
    return audio(ticks, AAC, bytes);
  }

  public static AccessUnit.Audio audio(long ticks, AacConfig config, int bytes) {
    return new AccessUnit.Audio(ticks, false, false, ticks, config, ByteBuffer.allocate(bytes));
  }
}
