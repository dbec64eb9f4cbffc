package banyan.broadcast.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileListTest {
  @TempDir
  Path folder = Path.of("");

  private void make(String... names) throws IOException {
    for (String name : names) {
      Files.createFile(folder.resolve(name));
    }
  }

  private List<String> names(List<Path> files) {
    return files.stream().map(file -> folder.relativize(file).toString()).toList();
  }

  @Test
  void aFolderIsPlayedByNameWithNumbersAsNumbers() throws IOException {
    make("part 10.mp4", "part 2.ts", "Part 1.MP4", "part 02b.mov", "cover.jpg", ".hidden.ts", "part 2.srt");
    Files.createDirectory(folder.resolve("folder.ts"));

    assertTrue(FileList.isList(folder));
    assertEquals(List.of("Part 1.MP4", "part 2.ts", "part 02b.mov", "part 10.mp4"), names(FileList.read(folder)));
  }

  @Test
  void aPlaylistIsPlayedAsItStands() throws IOException {
    Path list = folder.resolve("evening.M3U8");
    String other = folder.resolve("d é.ts").toUri().toString();
    Files.writeString(list, "\ufeff#EXTM3U\r\n#EXTINF:10,B\r\nb.mp4\r\n\r\n  sub/a.ts  \n" + folder.resolve("c.ts")
        + "\nb.mp4\n" + other + "\n");

    assertTrue(FileList.isList(list));
    assertEquals(List.of("b.mp4", "sub/a.ts", "c.ts", "b.mp4", "d é.ts"), names(FileList.read(list)));
  }

  @Test
  void anOldPlaylistIsInLatin1() throws IOException {
    Path list = folder.resolve("old.m3u");
    Files.write(list, "fiancé.ts\n".getBytes(StandardCharsets.ISO_8859_1));

    assertEquals(List.of("fiancé.ts"), names(FileList.read(list)));
  }

  @Test
  void whatIsNoListOfFilesIsSaidWithWhatToDo() throws IOException {
    Path list = folder.resolve("list.m3u");
    assertRefused(list, "There is no file " + list);
    Files.writeString(list, "#EXTM3U\n");
    assertRefused(list, "names no file: a playlist has the name of one in each line");
    Files.writeString(list, "https://example.org/live.ts\n");
    assertRefused(list, "names https://example.org/live.ts, which is no file of this computer");
    Files.writeString(list, "a\0b.ts\n");
    assertRefused(list, "has a line that is no file's name");
    Files.writeString(list, "a.ts\n".repeat(FileList.MAX_FILES + 1));
    assertRefused(list, "has more than 10000 files");
    Files.writeString(list, "#".repeat(5_000_000));
    assertRefused(list, "is larger than any playlist");
    assertRefused(folder, "There is no .ts and no .mp4 file in the folder");
    assertFalse(FileList.isList(Path.of("film.ts")));
  }

  private static void assertRefused(Path path, String says) {
    IOException e = assertThrows(IOException.class, () -> FileList.read(path));
    assertTrue(String.valueOf(e.getMessage()).contains(says), e.getMessage());
  }

  @Test
  void inEachRoundAllArePlayedOnceAndNoneTwiceInARow() throws IOException {
    make("a.ts", "b.ts", "c.ts", "d.ts");
    Rounds rounds = new Rounds(folder, Optional.of(new Random(1)));
    Set<List<Path>> orders = new HashSet<>();
    List<Path> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      List<Path> round = rounds.next();
      assertEquals(4, Set.copyOf(round).size(), round.toString());
      orders.add(round);
      all.addAll(round);
    }
    for (int i = 1; i < all.size(); i++) {
      assertNotEquals(all.get(i - 1), all.get(i), "number " + i);
    }
    assertTrue(orders.size() > 8, orders.size() + " orders");
  }

  @Test
  void whatIsNewInTheFolderComesWithTheNextRound() throws IOException {
    make("b.ts");
    Rounds rounds = new Rounds(folder, Optional.empty());
    assertEquals(List.of("b.ts"), names(rounds.next()));
    make("a.ts");
    assertEquals(List.of("a.ts", "b.ts"), names(rounds.next()));
    assertEquals(List.of("a.ts", "b.ts"), names(rounds.last()));
  }
}
