package banyan.churn.analysis;

import banyan.churn.scenario.FaultRecord.Kind;
import banyan.churn.scenario.FaultRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Every name that a summary can hold. {@code --fail-on} is judged by them before a run begins, and a test sees to it
 * that {@code relay-peer/docs/churn.md} defines each.
 */
public final class FigureNames {
  /** Faults that hit those below the victim. */
  public static final List<Kind> HITS = List.of(Kind.LEAVE, Kind.KILL, Kind.FREEZE, Kind.LIMP, Kind.CUT);
  /** Faults that stop the source, and so reach every viewer. */
  static final List<Kind> OUTAGES = List.of(Kind.ENCODER_RESTART, Kind.ROOT_RESTART);

  private static final List<String> SPREAD = List.of("n", "p50", "p95", "p99", "max");

  /** As the documentation writes them: one line of its table each. {@code KIND} is a fault's. */
  public static final List<String> FAMILIES = List.of(
      "recovery.HIT.SPREAD", "recovery.HIT.direct.SPREAD", "recovery.HIT.seen.SPREAD", "recovery.HIT.never",
      "recovery.HIT.cutShort", "replaced.HIT.SPREAD", "replaced.HIT.never", "firstPull.HIT.SPREAD",
      "gap.STOP.n", "gap.STOP.zeroShare", "gap.STOP.max", "gap.STOP.total",
      "gap.OTHER.n", "gap.OTHER.max", "gap.OTHER.total", "gap.n", "gap.max", "gap.total",
      "continuity", "chunks.due", "chunks.delivered", "chunks.lost", "chunks.late", "chunks.repeated",
      "reparents", "reparents.false", "reparents.warmup", "reparents.climbs", "reparents.perFault.KIND",
      "reparents.below.KIND", "loops", "loops.longest", "lag.SPREAD", "startup.SPREAD", "startup.never",
      "picture.SPREAD", "viewers", "viewer.minutes", "peers.died", "faults", "faults.KIND",
      "survivors.n", "survivors.fedWithin3s", "survivors.fed.SPREAD", "outage.resume.SPREAD", "outage.stayed",
      "upload.worst", "killed.megabytes.SPREAD", "memory.growth", "descriptors.growth",
      "descriptors.beyondLinks.growth", "threads.growth", "trace.dropped");

  private static final SortedSet<String> ALL = all();
  private static final int SUGGESTIONS = 3;

  private FigureNames() {}

  private static SortedSet<String> all() {
    SortedSet<String> names = new TreeSet<>();
    for (String family : FAMILIES) {
      for (String some : expand(family, "HIT", words(HITS))) {
        for (String more : expand(some, "KIND", words(List.of(Kind.values())))) {
          for (String most : expand(more, "STOP", stops())) {
            for (String name : expand(most, "OTHER", Gaps.OTHERS)) {
              names.addAll(expand(name, "SPREAD", SPREAD));
            }
          }
        }
      }
    }
    return names;
  }

  private static List<String> stops() {
    List<String> stops = new ArrayList<>(words(HITS));
    stops.addAll(words(OUTAGES));
    return stops;
  }

  private static List<String> words(List<Kind> kinds) {
    return kinds.stream().map(Kind::word).toList();
  }

  private static List<String> expand(String family, String place, List<String> words) {
    return family.contains(place) ? words.stream().map(word -> family.replace(place, word)).toList()
        : List.of(family);
  }

  public static boolean isKnown(String name) {
    return ALL.contains(name);
  }

  /** The names that are most like it, best first. */
  public static List<String> near(String name) {
    return ALL.stream().sorted(Comparator.<String>comparingInt(known -> distance(name, known))
        .thenComparing(Comparator.naturalOrder())).limit(SUGGESTIONS).toList();
  }

  /** Letters to insert, remove or replace to make the one the other. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
