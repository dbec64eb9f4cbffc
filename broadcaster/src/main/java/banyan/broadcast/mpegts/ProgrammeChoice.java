package banyan.broadcast.mpegts;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Decides which of a stream's programmes is carried: the first with H.264, or else the first with anything. */
final class ProgrammeChoice {
  /** A programme's number and what it is made of. */
  record Chosen(int number, ProgrammeMap map) {}

  private final Map<Integer, Chosen> seen = new LinkedHashMap<>();

  /**
   * Takes a programme's map table.
   *
   * @param programmes how many there are
   * @return the choice, once it can be made
   */
  Optional<Chosen> see(int number, ProgrammeMap map, int programmes) {
    Chosen candidate = new Chosen(number, map);
    if (map.videoPid() >= 0 && map.whyNotCarried().isEmpty()) {
      return Optional.of(candidate);
    }
    seen.put(number, candidate);
    return seen.size() >= programmes ? best() : Optional.empty();
  }

  /** The best of those whose tables have come; empty if there is nothing in any. */
  Optional<Chosen> best() {
    return seen.values().stream().filter(c -> c.map().hasMedia() && c.map().whyNotCarried().isEmpty()).findFirst()
        .or(() -> seen.values().stream().filter(c -> c.map().hasMedia()).findFirst());
  }

  void forget() {
    seen.clear();
  }
}
