package banyan.player.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
  private static final LocalDateTime AT = LocalDateTime.of(2026, 11, 21, 21, 4, 5);

  @TempDir
  Path folder = Path.of("");

  @Test
  void aTitleNeverLeavesTheFolder() {
    assertEquals("Morning show 2026-11-21 21.04.05.png", Snapshots.fileName("Morning show", AT, 0));
    assertEquals("etc passwd 2026-11-21 21.04.05 (2).png", Snapshots.fileName("../../etc/passwd\u0000\n", AT, 2));
    assertEquals("Banyan 2026-11-21 21.04.05.png", Snapshots.fileName("/..\\:*?\"<>|~", AT, 0));
    assertTrue(Snapshots.fileName("x".repeat(1_000), AT, 0).length() < 100);
  }

  @Test
  void noPictureIsOverwritten() throws IOException {
    Path pictures = folder.resolve("Pictures");
    Path first = Snapshots.place(pictures, "A", AT);
    Files.writeString(first, "x");
    assertEquals(pictures.resolve("A 2026-11-21 21.04.05 (1).png"), Snapshots.place(pictures, "A", AT));
  }
}
