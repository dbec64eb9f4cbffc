package banyan.churn.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one entry of a scenario's {@code faults}. */
final class FaultReader {
  private static final String HALF_DIE = "half-die";
  private static final Duration USUALLY_LASTS = Duration.ofSeconds(8);
  /** As long as a restart takes that viewers are to sit through. */
  private static final Duration AWAY = Duration.ofSeconds(5);
  private static final double USUAL_SHARE = 0.25;

  private FaultReader() {}

  /** Which links of a victim. */
  private enum LinksHit {
    UP,
    ALL
  }

  /** @param peers how many there are at a time */
  static Scenario.Fault read(Fields at, int peers) {
    boolean half = at.isText("kind") && at.text("kind", "").equals(HALF_DIE);
    List<Scenario.Chance> kinds =
        half ? List.of(new Scenario.Chance(FaultRecord.Kind.KILL, 1)) : kinds(at);
    FaultRecord.Kind first = kinds.get(0).kind();
    boolean isOfLink = first == FaultRecord.Kind.LIMP || first == FaultRecord.Kind.CUT;
    Scenario.Target target = at.choice("target", Scenario.Target.class)
        .orElse(isOfLink || half ? Scenario.Target.PEERS : Scenario.Target.INNER);
    Optional<Duration> every = at.duration("every").filter(d -> !d.isZero());
    Duration start = at.duration("at").or(() -> every).orElseThrow(() -> at.refused(
        "at", "is missing: write 'at: 30s' for once, 'every: 2s' for again and again, or both."));
    Duration jitter = at.duration("jitter", Duration.ZERO);
    if (every.isPresent() && jitter.multipliedBy(2).compareTo(every.get()) > 0) {
      throw at.refused("jitter", "is more than half of 'every': faults would overtake each other.");
    }
    int count = at.count("count", half ? Math.max(1, peers / 2) : 1, 1, Math.max(1, peers));
    Duration within = at.duration("within", half ? Duration.ofSeconds(1) : Duration.ZERO);
    double share = at.number("share", USUAL_SHARE, 0.01, 1);
    Duration lasts = at.duration("for", isRestart(first) ? AWAY : USUALLY_LASTS);
    boolean everyLink = at.choice("links", LinksHit.class).orElse(LinksHit.UP) == LinksHit.ALL;
    String group = at.text("group", half ? HALF_DIE : "");
    at.end();
    return new Scenario.Fault(kinds, target, start, every, jitter, count, within, share, lasts, everyLink, group);
  }

  private static boolean isRestart(FaultRecord.Kind kind) {
    return kind == FaultRecord.Kind.ENCODER_RESTART || kind == FaultRecord.Kind.ROOT_RESTART;
  }

  /** One word, or several with the share of each: {@code {kill: 0.4, leave: 0.6}}. */
  private static List<Scenario.Chance> kinds(Fields at) {
    if (!at.has("kind")) {
      throw at.refused("kind", "is missing: " + allKinds() + ".");
    }
    if (at.isText("kind")) {
      return List.of(new Scenario.Chance(kind(at, at.text("kind", "")), 1));
    }
    Fields mix = at.mapping("kind").orElseThrow();
    List<Scenario.Chance> kinds = new ArrayList<>();
    for (String word : mix.keys()) {
      kinds.add(new Scenario.Chance(kind(at, word), mix.number(word, 0, 0, 1)));
    }
    if (Math.abs(kinds.stream().mapToDouble(Scenario.Chance::share).sum() - 1) > 1e-6) {
      throw at.refused("kind", "has shares that do not sum up to 1.");
    }
    return kinds;
  }

  private static FaultRecord.Kind kind(Fields at, String word) {
    try {
      return Fields.constant(FaultRecord.Kind.class, word);
    } catch (IllegalArgumentException e) {
      throw at.refused("kind", "cannot be '" + word + "': " + allKinds() + ".");
    }
  }

  private static String allKinds() {
    List<String> words = new ArrayList<>();
    for (FaultRecord.Kind kind : FaultRecord.Kind.values()) {
      words.add(kind.word());
    }
    return "write " + String.join(", ", words) + " or " + HALF_DIE + ", or a mapping of some to their shares";
  }
}
