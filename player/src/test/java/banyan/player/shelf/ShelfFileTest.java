package banyan.player.shelf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShelfFileTest {
  @TempDir
  Path folder = Path.of("");

  private Path file() {
    return folder.resolve("config").resolve("banyan").resolve("player.json");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(file().resolveSibling(""))) {
      return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  @Test
  void whatWasKeptIsThereTheNextTime() throws IOException {
    Shelf shelf = Shelf.EMPTY.withFavourite(Saved.channel('b', "One & \"two\" <three>", 5))
        .watched(Saved.channel('c', "Watched", 7))
        .with(Settings.FIRST.withIndexes(List.of("http://127.0.0.1:7190")).withUpload(2_000_000).withVolume(0.25)
            .withMuted(true).withLight(true).withListShown(false));
    ShelfStore store = ShelfStore.open(file());
    store.change(before -> shelf);
    store.close();
    assertEquals(new ShelfFile.Found(shelf, Optional.empty(), true), new ShelfFile(file()).load());
    assertEquals(List.of("player.json"), files());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
  }

  @Test
  void withoutAFileTheShelfIsEmptyAndNothingIsWritten() {
    try (ShelfStore store = ShelfStore.open(file())) {
      assertEquals(Shelf.EMPTY, store.shelf());
      assertTrue(store.message().isEmpty());
    }
    assertFalse(Files.exists(file()));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "{", "[]", "null", "{}", "{\"favourites\": [{\"link\": \"nonsense\", \"title\": \"x\", \"unixMillis\": 1}],"
        + " \"history\": [], \"settings\": {}}"
  })
  void aBrokenFileIsSetAsideAndNotLost(String broken) throws IOException {
    Files.createDirectories(file().resolveSibling(""));
    for (int i = 1; i <= 2; i++) {
      Files.writeString(file(), broken);
      try (ShelfStore store = ShelfStore.open(file())) {
        assertEquals(Shelf.EMPTY, store.shelf());
        String message = store.message().orElseThrow();
        assertTrue(message.contains("player.json.broken-" + i), message);
        store.change(shelf -> shelf.with(shelf.settings().withMuted(true)));
      }
      assertEquals(broken, Files.readString(file().resolveSibling("player.json.broken-" + i)));
    }
    assertEquals(List.of("player.json", "player.json.broken-1", "player.json.broken-2"), files());
  }

  @Test
  void aHugeFileIsNotRead() throws IOException {
    Files.createDirectories(file().resolveSibling(""));
    Files.writeString(file(), " ".repeat(ShelfFile.MAX_BYTES + 1));
    assertTrue(new ShelfFile(file()).load().message().orElseThrow().contains("larger"));
  }

  @Test
  void whatCannotBeReadIsLeftAsItIs() throws IOException {
    Files.createDirectories(file());
    try (ShelfStore store = ShelfStore.open(file())) {
      assertTrue(store.message().orElseThrow().contains("nothing is kept until that is mended"), store.message()::get);
      store.change(shelf -> shelf.with(shelf.settings().withMuted(true)));
    }
    assertTrue(Files.isDirectory(file()));
    assertEquals(List.of("player.json"), files());
  }

  @Test
  void theFullestShelfFits() throws IOException {
    Shelf shelf = Shelf.EMPTY;
    for (int i = 0; i < 2 * Shelf.MAX_FAVOURITES; i++) {
      SavedChannel channel = Saved.numbered(i, "\u2603".repeat(120), 1);
      shelf = shelf.withFavourite(channel).watched(channel);
    }
    assertEquals(Shelf.MAX_FAVOURITES, shelf.favourites().size());
    assertEquals(Shelf.MAX_HISTORY, shelf.history().size());
    new ShelfFile(file()).save(shelf);
    assertTrue(Files.size(file()) < ShelfFile.MAX_BYTES / 2, Files.size(file()) + " B");
    assertEquals(shelf, new ShelfFile(file()).load().shelf());
  }

  @Test
  void theFileIsWhereTheDesktopWantsIt() {
    assertEquals(Path.of("/c/banyan/player.json"), ShelfFile.usual("/c", "/h"));
    assertEquals(Path.of("/h/.config/banyan/player.json"), ShelfFile.usual(null, "/h"));
    assertEquals(Path.of("/h/.config/banyan/player.json"), ShelfFile.usual("", "/h"));
    assertEquals(Path.of("/h/.config/banyan/player.json"), ShelfFile.usual("relative", "/h"));
  }
}
