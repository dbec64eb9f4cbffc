package banyan.relay.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.ChannelId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileTest {
  private final Path directory;

  KeyFileTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aKeyIsMadeOnFirstUseForItsOwnerAloneAndIsTheSameFromThenOn() throws Exception {
    Path file = directory.resolve("a/b/channel.key");
    Ed25519Key made = KeyFile.loadOrCreate(file, KeyFile.Use.CHANNEL);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    assertEquals(made.publicKey(), KeyFile.loadOrCreate(file, KeyFile.Use.CHANNEL).publicKey());
    String text = Files.readString(file);
    assertTrue(text.startsWith("# Banyan channel key: channel " + ChannelId.of(made.publicKey())), text);
    try (var files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList(), "nothing else is left behind");
    }
  }

  @Test
  void aKeyThatOthersCanReadIsRefusedWithWhatToDo() throws Exception {
    Path file = directory.resolve("open.key");
    KeyFile.loadOrCreate(file, KeyFile.Use.PEER);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertSentence("chmod 600 " + file, file);
  }

  @Test
  void garbageIsRefusedByName() throws Exception {
    for (String content : List.of("", "hello\n", "ed25519 12\n", "ed25519 " + "g".repeat(64), "x".repeat(10_000))) {
      Path file = directory.resolve("garbage" + content.length());
      KeyFile.replace(file, content);
      assertSentence("holds no Banyan peer identity", file);
      assertEquals(content, Files.readString(file), "it is left as it was");
    }
  }

  @Test
  void aDirectoryIsNoKey() throws Exception {
    assertSentence("is a directory", directory);
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsNamed() throws Exception {
    Path notADirectory = Files.writeString(directory.resolve("file"), "");
    KeyFileException e = assertThrows(
        KeyFileException.class, () -> KeyFile.loadOrCreate(notADirectory.resolve("key"), KeyFile.Use.PEER));
    assertTrue(String.valueOf(e.getMessage()).contains(notADirectory.toString()), e.getMessage());
  }

  private static void assertSentence(String part, Path file) {
    KeyFileException e = assertThrows(KeyFileException.class, () -> KeyFile.loadOrCreate(file, KeyFile.Use.PEER));
    assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
  }

  @Test
  void epochsRiseWhateverTheClockSays() throws Exception {
    Path key = directory.resolve("channel.key");
    assertEquals(5_000, EpochFile.next(key, 5_000));
    assertEquals(5_001, EpochFile.next(key, 5_000));
    assertEquals(5_002, EpochFile.next(key, 1));
    assertEquals(9_000, EpochFile.next(key, 9_000));
  }

  @Test
  void aBrokenEpochFileIsNotPassedOver() throws Exception {
    Path key = directory.resolve("channel.key");
    Files.writeString(directory.resolve("channel.key.epoch"), "tomorrow");
    KeyFileException e = assertThrows(KeyFileException.class, () -> EpochFile.next(key, 5_000));
    assertTrue(String.valueOf(e.getMessage()).contains("channel.key.epoch"), e.getMessage());
  }

  @Test
  void twoPeersDoNotShareAnIdentity() throws Exception {
    Path file = directory.resolve("identity.key");
    try (PeerIdentity first = PeerIdentity.in(file)) {
      KeyFileException e = assertThrows(KeyFileException.class, () -> PeerIdentity.in(file));
      assertTrue(String.valueOf(e.getMessage()).contains("in use"), e.getMessage());
      assertFalse(first.key().publicKey().equals(PeerIdentity.throwaway().key().publicKey()));
    }
    PeerIdentity.in(file).close();
  }
}
