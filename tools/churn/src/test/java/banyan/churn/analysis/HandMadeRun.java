package banyan.churn.analysis;

import banyan.churn.scenario.FaultRecord.Kind;
import banyan.churn.scenario.PeerRecord.End;
import banyan.churn.scenario.PeerRecord.Role;
import banyan.churn.scenario.FaultRecord;
import banyan.churn.scenario.PeerRecord;
import banyan.churn.scenario.ProcessSample;
import banyan.churn.scenario.RunRecord;
import banyan.churn.scenario.Scenario;
import banyan.program.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run that never was, with traces of which every answer is known. Times are milliseconds from the run's beginning. A
 * chunk of 100 ms is made every 100 ms: number n at n * 100.
 */
public final class HandMadeRun {
  static final int CHUNK_MILLIS = 100;
  /** Far from zero, as the machine's clock is. */
  private static final long BEGIN_NANOS = 5_000_000_000_000L;

  /** The summary, of which what is asked for has to be there. */
  record Figures(Map<String, Double> all) {
    public double get(String name) {
      return Objects.requireNonNull(all.get(name), () -> "no " + name + " in " + all);
    }

    public boolean has(String name) {
      return all.containsKey(name);
    }
  }

  private record Line(long millis, String text) {}

  private final Path folder;
  private final Map<Integer, PeerRecord> peers = new TreeMap<>();
  private final Map<Integer, List<Line>> lines = new TreeMap<>();
  private final List<FaultRecord> faults = new ArrayList<>();
  private final List<ProcessSample> samples = new ArrayList<>();
  private final long endMillis;
  private String about = "Made by hand.";
  private long warmedUpMillis;

  public HandMadeRun(Path folder, long endMillis) {
    this.folder = folder;
    this.endMillis = endMillis;
    peer(0, Role.ROOT, 0);
  }

  public static long nanos(long millis) {
    return BEGIN_NANOS + millis * 1_000_000;
  }

  public static String id(int number) {
    return "ID" + number;
  }

  public HandMadeRun about(String sentence) {
    about = sentence;
    return this;
  }

  HandMadeRun warmedUp(long millis) {
    warmedUpMillis = millis;
    return this;
  }

  public HandMadeRun peer(int number, Role role, long joinedMillis) {
    return peer(number, id(number), role, joinedMillis, 0, End.NONE);
  }

  public HandMadeRun peer(int number, String id, Role role, long joinedMillis, long endedMillis, End end) {
    peers.put(number, new PeerRecord(
        number, role.name().toLowerCase(Locale.ROOT) + " " + number, role, id, "5M", "process " + number,
        folder.resolve("trace-" + number), nanos(joinedMillis), endedMillis == 0 ? 0 : nanos(endedMillis), end));
    lines.putIfAbsent(number, new ArrayList<>());
    return this;
  }

  /** It ends then. */
  public HandMadeRun ends(int number, long millis, End end) {
    PeerRecord was = Objects.requireNonNull(peers.get(number));
    long joined = (was.joinedNanos() - BEGIN_NANOS) / 1_000_000;
    return peer(number, was.id(), was.role(), joined, millis, end);
  }

  HandMadeRun event(int peer, long millis, String event) {
    return line(peer, millis, "event " + nanos(millis) + " " + event);
  }

  public HandMadeRun attached(int peer, long millis, int parent, String cause) {
    return event(peer, millis, "Attached parent=" + id(parent) + " depth=1 cause=" + cause + " afterMicros=20000");
  }

  public HandMadeRun orphaned(int peer, long millis, int parent, String cause) {
    return event(peer, millis, "Orphaned parent=" + id(parent) + " cause=" + cause);
  }

  public HandMadeRun sourceChanged(int peer, long millis, int source) {
    return event(peer, millis, "SourceChanged source=" + id(source) + " epoch=1 sequence=-1");
  }

  HandMadeRun chunk(int peer, long millis, long epoch, long sequence) {
    return line(peer, millis, "chunk " + nanos(millis) + " " + epoch + " " + sequence + " 9000 "
        + sequence * CHUNK_MILLIS * 1_000 + " " + CHUNK_MILLIS * 1_000 + " 0");
  }

  /** Chunks of the first epoch from one number to another, each so long after it was made. */
  public HandMadeRun stream(int peer, long first, long last, long delayMillis) {
    for (long sequence = first; sequence <= last; sequence++) {
      chunk(peer, sequence * CHUNK_MILLIS + delayMillis, 1, sequence);
    }
    return this;
  }

  /** Chunks that all come at once. */
  public HandMadeRun burst(int peer, long first, long last, long atMillis) {
    for (long sequence = first; sequence <= last; sequence++) {
      chunk(peer, atMillis, 1, sequence);
    }
    return this;
  }

  public HandMadeRun line(int peer, long millis, String text) {
    lines.computeIfAbsent(peer, number -> new ArrayList<>()).add(new Line(millis, text));
    return this;
  }

  public HandMadeRun fault(Kind kind, long millis, long overMillis, int peer) {
    return fault(kind, millis, overMillis, peer, -1, "");
  }

  public HandMadeRun fault(Kind kind, long millis, long overMillis, int peer, int other, String group) {
    faults.add(new FaultRecord(
        faults.size() + 1, kind, nanos(millis), overMillis == 0 ? 0 : nanos(overMillis), peer, other,
        kind == Kind.LIMP ? 0.25 : 0, kind == Kind.KILL ? 80_000_000 : 0, group));
    return this;
  }

  public HandMadeRun sample(long millis, String process, long bytes, int descriptors) {
    samples.add(new ProcessSample(nanos(millis), process, bytes, descriptors, 20));
    return this;
  }

  /** Writes the traces. */
  public RunRecord record() throws IOException {
    for (Map.Entry<Integer, List<Line>> trace : lines.entrySet()) {
      StringBuilder text = new StringBuilder();
      trace.getValue().stream().sorted(Comparator.comparingLong(Line::millis))
          .forEach(line -> text.append(line.text()).append('\n'));
      Files.writeString(folder.resolve("trace-" + trace.getKey()), text);
    }
    Scenario scenario = new Scenario(
        "hand-made", about, "banyan churn hand-made", "name: hand-made\n", Duration.ZERO,
        Duration.ofMillis(endMillis), Duration.ofMillis(500),
        new Scenario.Stream(500_000, 4, false, Optional.empty(), Duration.ZERO),
        new Scenario.Links(Duration.ZERO, Duration.ZERO, 0, false),
        List.of(new Scenario.Group(
            Role.VIEWER, 2, false, 25, List.of(new Scenario.UploadClass("5M", 1, 5_000_000, 4)),
            Scenario.Arrival.AT_ONCE, Optional.empty(), false)),
        List.of(), 0);
    return new RunRecord(
        scenario, 7, nanos(0), nanos(warmedUpMillis), nanos(endMillis), "abc123", Map.of("cores", "2"),
        List.copyOf(peers.values()), faults, samples, "");
  }

  public Result result() throws IOException, Failure {
    return Analysis.of(record(), Duration.ofMillis(500));
  }

  public Figures summary() throws IOException, Failure {
    return new Figures(result().summary());
  }
}
