package banyan.relay.output.hls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PictureOnlyTest {
  private static final int SOUND_PID = 0x101;
  private static final int[] PAT = {0x00, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xf0, 0, 1, 2, 3, 4};
  /** Its checksum, and that of the one without sound, are ffmpeg's of the same tables. */
  private static final int[] PMT = {
    0x02, 0xb0, 23, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0, 0x1b, 0xe1, 0, 0xf0, 0, 0x0f, 0xe1, 1, 0xf0, 0,
    0x2f, 0x44, 0xb9, 0x9b
  };
  private static final int[] PICTURE_PMT = {
    0x02, 0xb0, 18, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0, 0x1b, 0xe1, 0, 0xf0, 0, 0x15, 0xbd, 0x4d, 0x56
  };

  private final PictureOnly pictureOnly = new PictureOnly();

  private static ByteBuffer payload(byte[]... packets) {
    ByteBuffer payload = ByteBuffer.allocate(188 * packets.length);
    for (byte[] packet : packets) {
      payload.put(packet);
    }
    return payload.flip();
  }

  private byte[] of(byte[]... packets) {
    ByteBuffer without = pictureOnly.of(payload(packets));
    byte[] bytes = new byte[without.remaining()];
    without.get(bytes);
    return bytes;
  }

  @Test
  void soundIsGoneFromTheMapAndFromTheStreamAndAllElseStays() {
    byte[] pat = TestChunks.section(0, 7, PAT);
    byte[] video = TestChunks.packet(TestChunks.VIDEO_PID, 3);
    byte[] sound = TestChunks.packet(SOUND_PID, 3);
    assertArrayEquals(
        payload(pat, TestChunks.section(TestChunks.PMT_PID, 9, PICTURE_PMT), video, video).array(),
        of(pat, TestChunks.section(TestChunks.PMT_PID, 9, PMT), video, sound, video, sound));
    assertArrayEquals(video, of(sound, video), "in the next chunk as well");
  }

  @Test
  void aStreamWithoutSoundStaysAsItIs() {
    byte[][] packets = {
      TestChunks.section(0, 7, PAT), TestChunks.section(TestChunks.PMT_PID, 9, PICTURE_PMT),
      TestChunks.packet(TestChunks.VIDEO_PID, 3)
    };
    assertArrayEquals(payload(packets).array(), of(packets));
  }

  @Test
  void whatIsBrokenIsHandedOnAndHurtsNobody() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] pat = TestChunks.section(0, 7, PAT);
      byte[] pmt = TestChunks.section(TestChunks.PMT_PID, 9, PMT);
      for (int j = random.nextInt(8); j >= 0; j--) {
        (random.nextBoolean() ? pat : pmt)[3 + random.nextInt(30)] = (byte) random.nextInt();
      }
      int length = of(pat, pmt, TestChunks.packet(TestChunks.VIDEO_PID, 3)).length;
      assertEquals(0, length % 188, () -> Arrays.toString(pat) + Arrays.toString(pmt));
    }
  }
}
