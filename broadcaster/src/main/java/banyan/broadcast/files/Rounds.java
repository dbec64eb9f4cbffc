package banyan.broadcast.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** In which order several files are played, round after round: each once, and what is new in the list with the next. */
final class Rounds {
  private final Path list;
  private final Optional<Random> shuffler;
  private List<Path> last = List.of();

  /** @param shuffler draws an order for each round; without it, it is the list's */
  Rounds(Path list, Optional<Random> shuffler) {
    this.list = list;
    this.shuffler = shuffler;
  }

  /**
   * The files of the next round.
   *
   * @throws IOException with a sentence for a person, if the list cannot be read
   */
  List<Path> next() throws IOException {
    List<Path> files = new ArrayList<>(FileList.isList(list) ? FileList.read(list) : List.of(list));
    shuffler.ifPresent(random -> Collections.shuffle(files, random));
    // What was shown last is not shown again at once.
    if (shuffler.isPresent() && !last.isEmpty() && files.size() > 1
        && files.get(0).equals(last.get(last.size() - 1))) {
      Collections.swap(files, 0, files.size() - 1);
    }
    last = List.copyOf(files);
    return last;
  }

  /** The files of the last round, if the list cannot be read any more. */
  List<Path> last() {
    return last;
  }
}
