package banyan.player.window;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaTroubleTest {
  @TempDir
  Path folder = Path.of("");

  @Test
  void onlyALibraryThatJavaFxTakesIsADecoder() throws IOException {
    List<Path> folders = List.of(folder.resolve("nothing"), folder);
    assertFalse(MediaTrouble.hasDecoder(folders));
    for (String useless : List.of("libavcodec.so", "libavcodec.so.53", "libavcodec.so.61", "libavcodec.so.61.3.100")) {
      Files.createFile(folder.resolve(useless));
      assertFalse(MediaTrouble.hasDecoder(folders), useless);
    }
    Files.createFile(folder.resolve("libavcodec.so.59"));
    assertTrue(MediaTrouble.hasDecoder(folders));
  }
}
