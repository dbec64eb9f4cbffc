package banyan.relay.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamKeyFileTest {
  private final Path keyFile;
  private final Path file;

  StreamKeyFileTest(@TempDir Path directory) {
    keyFile = directory.resolve("channel.key");
    file = directory.resolve("channel.key.stream");
  }

  @Test
  void itIsMadeOnFirstUseForItsOwnerAloneAndIsTheSameFromThenOn() throws Exception {
    String made = StreamKeyFile.of(keyFile, Optional.empty());
    assertTrue(made.matches("[a-z2-9]{4}(-[a-z2-9]{4}){4}"), made);
    assertTrue(StreamKeyFile.isKey(made));
    assertEquals(made, StreamKeyFile.of(keyFile, Optional.empty()));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Files.delete(file);
    assertNotEquals(made, StreamKeyFile.of(keyFile, Optional.empty()));
  }

  @Test
  void oneThatIsChosenIsKept() throws Exception {
    StreamKeyFile.of(keyFile, Optional.empty());
    assertEquals("my-own.key", StreamKeyFile.of(keyFile, Optional.of("my-own.key")));
    assertEquals("my-own.key", StreamKeyFile.of(keyFile, Optional.empty()));
  }

  @Test
  void garbageIsToldByName() throws Exception {
    for (String content : new String[] {"", "short\n", "x".repeat(2_000)}) {
      Files.writeString(file, content);
      KeyFileException e =
          assertThrows(KeyFileException.class, () -> StreamKeyFile.of(keyFile, Optional.empty()));
      assertTrue(String.valueOf(e.getMessage()).contains(file + " holds no stream key: delete it"), e.getMessage());
    }
  }

  @Test
  void whatNeedsQuotesIsNoKey() {
    for (String text : new String[] {"", "1234567", "with blank", "slash/slash", "question?", "a".repeat(129)}) {
      assertTrue(!StreamKeyFile.isKey(text), text);
    }
  }
}
