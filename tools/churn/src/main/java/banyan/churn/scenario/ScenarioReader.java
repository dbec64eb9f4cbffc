package banyan.churn.scenario;

import banyan.program.BitRate;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a {@link Scenario} of what is written in a file, and says of what makes no sense where it is and why. */
final class ScenarioReader {
  /** Addresses and ports would do for more; a machine would not. */
  private static final int MAX_PEERS = 2_000;
  private static final int MAX_CHILDREN = 4_000;
  private static final int MAX_LOAD = 256;
  private static final Duration USUAL_WARMUP = Duration.ofMinutes(1);
  private static final Duration USUAL_BUFFER = Duration.ofMillis(1_500);
  /** Any that is not scarce. */
  private static final long AMPLE_UPLOAD = 1_000_000_000;
  private static final int USUAL_PER_PROCESS = 25;

  private ScenarioReader() {}

  /**
   * Reads.
   *
   * @param command what repeats the run
   * @param yaml the same as text
   * @throws IllegalArgumentException with a sentence
   */
  static Scenario read(JsonNode tree, String command, String yaml) {
    Fields top = Fields.of(tree, "");
    String name = top.text("name", "own");
    String about = top.text("about", "");
    Duration duration = top.duration("duration").filter(d -> !d.isZero()).orElseThrow(
        () -> new IllegalArgumentException("'duration' is missing: write how long it is to take, such as 10m."));
    Duration warmup = top.duration("warmup", USUAL_WARMUP);
    Duration buffer = top.duration("buffer", USUAL_BUFFER);
    int load = top.count("load", 0, 0, MAX_LOAD);
    Scenario.Stream stream = top.mapping("source").map(ScenarioReader::stream)
        .orElseThrow(() -> new IllegalArgumentException("'source' is missing: it says the stream's 'rate', at least."));
    Scenario.Links links = top.mapping("links").map(ScenarioReader::links)
        .orElse(new Scenario.Links(Duration.ZERO, Duration.ZERO, 0, false));
    List<Scenario.Group> groups = top.mapping("peers").map(ScenarioReader::groups).orElse(List.of());
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("'peers' is missing: it has 'relays', 'viewers' or both.");
    }
    List<Scenario.Fault> faults = new ArrayList<>();
    if (stream.pushes() && groups.stream().noneMatch(ScenarioReader::canBePushedTo)) {
      throw new IllegalArgumentException(
          "'source.push' connects to relays: there have to be some, with 'processes: own' and 'arrival: at-once'.");
    }
    int peers = groups.stream().mapToInt(Scenario.Group::count).sum();
    if (peers > MAX_PEERS) {
      throw new IllegalArgumentException(
          "'peers' has " + peers + " of them: at most " + MAX_PEERS + " are possible on one machine.");
    }
    for (Fields fault : top.list("faults")) {
      faults.add(FaultReader.read(fault, peers));
    }
    top.end();
    return new Scenario(
        name, about, command, yaml, warmup, duration, buffer, stream, links, groups, faults, load);
  }

  private static Scenario.Stream stream(Fields at) {
    long rate = at.rate("rate");
    if (rate < 50_000 || rate > 50_000_000) {
      throw at.refused("rate", "has to be between 50k and 50M.");
    }
    int maxChildren = at.count("maxChildren", MAX_CHILDREN, 1, MAX_CHILDREN);
    boolean pushes = at.flag("push", false);
    Optional<Fields> pause = at.mapping("pause");
    Optional<Duration> every = pause.flatMap(p -> p.duration("every"));
    Duration lasts = pause.map(p -> p.duration("for", Duration.ofSeconds(3))).orElse(Duration.ZERO);
    pause.ifPresent(Fields::end);
    if (pause.isPresent() && (every.isEmpty() || every.get().compareTo(lasts) <= 0)) {
      throw at.refused("pause", "needs 'every', longer than 'for', such as {every: 15s, for: 3s}.");
    }
    at.end();
    return new Scenario.Stream(rate, maxChildren, pushes, every, lasts);
  }

  private static Scenario.Links links(Fields at) {
    Scenario.Links links = new Scenario.Links(
        at.duration("delay", Duration.ZERO), at.duration("jitter", Duration.ZERO), at.rate("rate"),
        at.flag("plain", false));
    at.end();
    return links;
  }

  private static List<Scenario.Group> groups(Fields at) {
    List<Scenario.Group> groups = new ArrayList<>();
    at.mapping("relays").ifPresent(g -> groups.add(group(g, PeerRecord.Role.RELAY)));
    at.mapping("viewers").ifPresent(g -> groups.add(group(g, PeerRecord.Role.VIEWER)));
    at.end();
    return groups;
  }

  private static boolean canBePushedTo(Scenario.Group group) {
    return group.role() == PeerRecord.Role.RELAY && group.ownProcess()
        && group.arrival().manner() == Scenario.Arrival.Manner.AT_ONCE;
  }

  /** Where peers are. */
  private enum Processes {
    OWN,
    SHARED
  }

  private static Scenario.Group group(Fields at, PeerRecord.Role role) {
    int count = at.count("count", 0, 1, MAX_PEERS);
    if (count == 0) {
      throw at.refused("count", "is missing: how many are there at a time?");
    }
    boolean own = at.choice("processes", Processes.class).orElse(Processes.SHARED) == Processes.OWN;
    int perProcess = at.count("perProcess", USUAL_PER_PROCESS, 1, 200);
    List<Scenario.UploadClass> classes = new ArrayList<>();
    for (Fields each : at.list("classes")) {
      classes.add(uploadClass(each, each.number("share", 1, 0, 1)));
      each.end();
    }
    if (classes.isEmpty()) {
      classes.add(uploadClass(at, 1));
    } else if (Math.abs(classes.stream().mapToDouble(Scenario.UploadClass::share).sum() - 1) > 1e-6) {
      throw at.refused("classes", "have shares that do not sum up to 1.");
    }
    Scenario.Arrival arrival = arrival(at, count);
    Optional<Scenario.Lifetimes> lifetimes = at.mapping("lifetimes").map(ScenarioReader::lifetimes);
    boolean replace = at.flag("replace", false);
    at.end();
    return new Scenario.Group(role, count, own, perProcess, classes, arrival, lifetimes, replace);
  }

  private static Scenario.UploadClass uploadClass(Fields at, double share) {
    long rate = at.rate("upload");
    int children = at.count("maxChildren", MAX_CHILDREN, 0, MAX_CHILDREN);
    String name = rate > 0 ? new BitRate(rate).toString() : children < MAX_CHILDREN ? children + " children" : "ample";
    return new Scenario.UploadClass(name, share, rate > 0 ? rate : AMPLE_UPLOAD, children);
  }

  private static Scenario.Arrival arrival(Fields at, int count) {
    if (!at.has("arrival") || at.isText("arrival")) {
      if (!at.text("arrival", "at-once").equals("at-once")) {
        throw at.refused("arrival", "is at-once, {poisson: 2} (two a second), or {flash: 50, at: 5s, within: 10s}.");
      }
      return Scenario.Arrival.AT_ONCE;
    }
    Fields law = at.mapping("arrival").orElseThrow();
    double perSecond = law.number("poisson", 0, 0.001, 1_000);
    int crowd = law.count("flash", 0, 1, count);
    Duration start = law.duration("at", Duration.ZERO);
    Duration within = law.duration("within", Duration.ofSeconds(10));
    law.end();
    if (perSecond > 0 == crowd > 0) {
      throw at.refused("arrival", "has either 'poisson' (peers a second) or 'flash' (how many come in a crowd).");
    }
    return new Scenario.Arrival(
        crowd > 0 ? Scenario.Arrival.Manner.FLASH : Scenario.Arrival.Manner.POISSON, perSecond, crowd, start, within);
  }

  private static Scenario.Lifetimes lifetimes(Fields at) {
    Scenario.Lifetimes.Law law = at.choice("law", Scenario.Lifetimes.Law.class).orElseThrow(
        () -> at.refused("law", "is missing: exponential, lognormal or pareto."));
    Duration mean = at.duration("mean").filter(d -> !d.isZero()).orElseThrow(
        () -> at.refused("mean", "is missing: how long do they stay in the mean, such as 5m?"));
    double shape = switch (law) {
      case EXPONENTIAL -> 1;
      case LOGNORMAL -> at.number("sigma", 1, 0.01, 5);
      case PARETO -> at.number("alpha", 1.5, 1.01, 10);
    };
    double killed = at.number("killed", 0, 0, 1);
    at.end();
    return new Scenario.Lifetimes(law, mean, shape, killed);
  }
}
