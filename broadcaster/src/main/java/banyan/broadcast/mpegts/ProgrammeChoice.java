package banyan.broadcast.mpegts;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Decides which of a stream's programmes is carried: the first with H.264, or else the first with anything. */
final class ProgrammeChoice {
  /** A programme's table, and where it was. */
  record Chosen(int mapPid, ProgrammeMap map, int number) {}

  private final Map<Integer, Chosen> seen = new LinkedHashMap<>();

  /**
   * Takes a programme's map table.
   *
   * @param programmes how many there are
   * @return the choice, once it can be made
   */
  Optional<Chosen> see(int mapPid, ProgrammeMap map, int number, int programmes) {
    Chosen candidate = new Chosen(mapPid, map, number);
    if (map.videoPid() >= 0 && map.whyNotCarried().isEmpty()) {
      return Optional.of(candidate);
    }
    seen.put(mapPid, candidate);
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
