package banyan.churn;

import banyan.churn.network.Peer;
import banyan.churn.scenario.FaultRecord;
import banyan.program.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a person sees of a run while it goes on: one line that changes; without a terminal, a line now and then. */
final class Progress {
  private static final int NAMED = 4;
  /** Without a terminal each line stays. */
  private static final long APART_NANOS = 15_000_000_000L;

  private final Terminal terminal;
  private final boolean isQuiet;
  private final String title;
  private long shownNanos;

  Progress(Terminal terminal, boolean isQuiet, String title) {
    this.terminal = terminal;
    this.isQuiet = isQuiet;
    this.title = title;
  }

  /** Says something that stays. */
  void say(String line) {
    if (!isQuiet) {
      terminal.print(line);
    }
  }

  /** What is being prepared. */
  void phase(String what) {
    if (isQuiet) {
      return;
    }
    if (terminal.redraws()) {
      terminal.show(List.of(title + "  " + what));
    } else {
      terminal.print(title + "  " + what);
    }
  }

  /** How the run goes. */
  void show(Duration gone, Duration of, List<Peer> alive, Map<FaultRecord.Kind, Integer> faults) {
    long now = System.nanoTime();
    if (isQuiet || !terminal.redraws() && shownNanos != 0 && now - shownNanos < APART_NANOS) {
      return;
    }
    shownNanos = now;
    terminal.show(List.of(line(gone, of, alive, faults)));
  }

  private String line(Duration gone, Duration of, List<Peer> alive, Map<FaultRecord.Kind, Integer> faults) {
    int total = faults.values().stream().mapToInt(Integer::intValue).sum();
    List<String> kinds = new ArrayList<>();
    faults.forEach((kind, count) -> kinds.add(count + " " + kind.word()));
    List<String> orphans = alive.stream().filter(peer -> peer.tail().isOrphaned()).map(Peer::name).toList();
    return title + "  " + clock(gone) + " of " + clock(of) + "  " + alive.size() + " peers  "
        + total + (total == 1 ? " fault" : " faults") + (kinds.size() > 1 ? " (" + String.join(", ", kinds) + ")" : "")
        + (orphans.isEmpty() ? "" : "  orphaned: " + named(orphans));
  }

  private static String named(List<String> names) {
    return names.size() <= NAMED ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
  }

  private static String clock(Duration time) {
    return String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
  }

  /** The last line stays. */
  void end() {
    terminal.keep();
  }
}
