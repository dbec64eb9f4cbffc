package banyan.relay.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlFileTest {
  private final Path keyFile;
  private final Path file;
  private final ControlFile.Door door = door("http://127.0.0.1:7180");

  ControlFileTest(@TempDir Path directory) {
    keyFile = directory.resolve("channel.key");
    file = directory.resolve("channel.key.control");
  }

  private static ControlFile.Door door(String url) {
    return new ControlFile.Door(url, ControlFile.Door.newToken());
  }

  @Test
  void itIsThereForItsOwnerAloneWhileTheChannelIsHeld() throws Exception {
    assertEquals(Optional.empty(), ControlFile.read(keyFile));
    try (ChannelKey key = ChannelKey.hold(Optional.of(keyFile))) {
      key.listensAt(door);
      assertEquals(Optional.of(door), ControlFile.read(keyFile));
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      // A program that was killed leaves its own, whatever may be done with that.
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
      ControlFile.Door next = door("http://[::1]:7181");
      key.listensAt(next);
      assertEquals(Optional.of(next), ControlFile.read(keyFile));
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void noTwoTokensAreAlike() {
    assertTrue(door.token().matches("[0-9a-f]{32}"), door.token());
    assertNotEquals(door.token(), ControlFile.Door.newToken());
  }

  @Test
  void garbageIsToldByName() throws Exception {
    for (String content : new String[] {"", "http://127.0.0.1:1\n", "http://127.0.0.1:1 token\n", "x".repeat(2_000)}) {
      Files.writeString(file, content);
      KeyFileException e = assertThrows(KeyFileException.class, () -> ControlFile.read(keyFile));
      String sentence = String.valueOf(e.getMessage());
      assertTrue(sentence.startsWith("The file " + file + " does not tell where"), sentence);
    }
  }
}
