package banyan.player;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPlayerTest {
  @TempDir
  Path folder = Path.of("");

  @Test
  void namesAreThoseOfThePrograms() {
    for (LocalPlayer player : LocalPlayer.values()) {
      assertEquals(player, LocalPlayer.named(player.program()));
    }
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> LocalPlayer.named("MPV"));
    assertEquals("'MPV' is no player that can be started here: choose mpv, vlc, ffplay.", e.getMessage());
  }

  @Test
  void theFirstThatCanBeExecutedIsFound() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path text = Files.createDirectory(folder.resolve("text"));
    Files.writeString(text.resolve("mpv"), "no program");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path program = Files.writeString(bin.resolve("mpv"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));

    String path = String.join(File.pathSeparator, "", empty.toString(), text.toString(), bin.toString());
    assertEquals(Optional.of(program), LocalPlayer.MPV.find(path));
    assertEquals(Optional.empty(), LocalPlayer.VLC.find(path));
    assertEquals(Optional.empty(), LocalPlayer.MPV.find(""));
  }

  @Test
  void whatIsMissingIsToldWithItsPackage() {
    assertTrue(LocalPlayer.FFPLAY.howToInstall().contains("apt-get install ffmpeg"), LocalPlayer.FFPLAY.howToInstall());
  }

  /** What a stranger calls a channel is one argument, whatever is in it, and never the one that is played. */
  @Test
  void aTitleStaysATitle() {
    String title = "--script=x \u001b[2J\n${path}";
    List<String> mpv = LocalPlayer.MPV.command(Path.of("/bin/mpv"), "http://127.0.0.1:1/live/x.ts", title);
    assertEquals("/bin/mpv", mpv.get(0));
    assertEquals("http://127.0.0.1:1/live/x.ts", mpv.get(mpv.size() - 1));
    assertTrue(mpv.contains("--force-media-title=--script=x  [2J ${path}"), mpv::toString);
    List<String> ffplay = LocalPlayer.FFPLAY.command(Path.of("ffplay"), "http://127.0.0.1:1/live/x.ts", title);
    assertEquals("--script=x  [2J ${path}", ffplay.get(ffplay.indexOf("-window_title") + 1));
  }
}
