package banyan.broadcast.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PictureSizeTest {
  private static Optional<PictureSize> of(String hex) {
    return PictureSize.of(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  /** As x264 writes them. */
  @Test
  void aSizeIsReadAsEncodersWriteIt() {
    assertEquals(Optional.of(new PictureSize(640, 360)),
        of("6764001eacd940a02ff96100000300010000030032" + "0f162d96"));
    assertEquals(Optional.of(new PictureSize(1920, 1080)),
        of("67640028acd940780227e5840000030004000003" + "00f03c60c658"));
  }

  @Test
  void whatIsCutShortIsNoSize() {
    assertEquals(Optional.empty(), of("67"));
    assertEquals(Optional.empty(), of("6764001eacd940"));
    assertEquals(Optional.empty(), of("674200" + "00".repeat(40)));
  }

  @Test
  void nonsenseIsNeverMoreThanAPicture() {
    Random random = new Random(7);
    byte[] sps = new byte[40];
    for (int i = 0; i < 20_000; i++) {
      random.nextBytes(sps);
      int round = i;
      PictureSize.of(ByteBuffer.wrap(sps)).ifPresent(size -> assertTrue(
          size.width() > 0 && size.height() > 0 && size.width() <= 16_880 && size.height() <= 16_880,
          () -> "round " + round + ": " + size));
    }
  }
}
