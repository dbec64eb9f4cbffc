package banyan.churn.network;

import banyan.churn.link.LinkProxy;
import banyan.churn.link.LinkShape;
import banyan.churn.scenario.FaultRecord;
import banyan.churn.scenario.PeerRecord;
import banyan.churn.scenario.Scenario;
import banyan.churn.scenario.Schedule;
import banyan.program.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Does to the network what the schedule says, and writes down what it has done to whom, and when. All on the run's
 * clock, one thing after another; what ends later is asked of the clock again.
 */
public final class FaultInjector {
  /** What comes later, or takes its time. */
  public interface Later {
    /** On the clock again, after that time. */
    void after(Duration time, Step step);

    /** Beside the clock, at once: for what may take seconds. */
    void aside(Step step);

    /** A peer is gone: maybe another one is to come. */
    void gone(Peer peer);
  }

  /** Something to do. */
  public interface Step {
    void take() throws IOException, Failure, InterruptedException;
  }

  /** A record that is not whole yet. */
  private static final class Entry {
    private final FaultRecord begun;
    private volatile long overNanos;

    Entry(FaultRecord begun) {
      this.begun = begun;
    }

    private FaultRecord record() {
      return new FaultRecord(
          begun.number(), begun.kind(), begun.nanos(), overNanos, begun.peer(), begun.other(), begun.share(),
          begun.victimRssBytes(), begun.group());
    }
  }

  private static final int NOBODY = -1;
  /** Until those who were taken away have others in their stead, the next one is waited with. */
  private static final Duration WHOLE_SOON = Duration.ofMillis(250);

  private final Scenario scenario;
  private final Population population;
  private final Origin origin;
  private final Optional<LinkProxy> proxy;
  private final Later later;
  private final List<Entry> entries = new ArrayList<>();
  private int passedOver;

  public FaultInjector(
      Scenario scenario, Population population, Origin origin, Optional<LinkProxy> proxy, Later later) {
    this.scenario = scenario;
    this.population = population;
    this.origin = origin;
    this.proxy = proxy;
    this.later = later;
  }

  /** Does it now, if there is somebody to whom it can be done. */
  public void inject(Schedule.Planned planned) throws IOException {
    switch (planned.kind()) {
      case INDEX_DOWN -> {
        note(planned, NOBODY, NOBODY, 0);
        origin.killIndex();
      }
      case ENCODER_RESTART -> restartEncoder(planned);
      case ROOT_RESTART -> population.root().ifPresentOrElse(root -> restartRoot(planned, root), this::passOver);
      case LEAVE, KILL, FREEZE, LIMP, CUT -> {
        LiveTree tree = LiveTree.of(population.alive());
        List<Peer> eligible = tree.eligible(planned.fault().target());
        if (eligible.isEmpty()) {
          passOver();
          return;
        }
        Peer victim = eligible.get((int) (planned.pick() * eligible.size()));
        boolean isEnd = planned.kind() == FaultRecord.Kind.LEAVE || planned.kind() == FaultRecord.Kind.KILL;
        if (isEnd && !population.isWhole(victim)) {
          later.after(WHOLE_SOON, () -> inject(planned));
        } else {
          hit(planned, victim, tree);
        }
      }
    }
  }

  private void hit(Schedule.Planned planned, Peer victim, LiveTree tree) throws IOException {
    if (planned.kind() == FaultRecord.Kind.FREEZE) {
      freeze(planned, victim);
    } else if (planned.kind() == FaultRecord.Kind.LEAVE || planned.kind() == FaultRecord.Kind.KILL) {
      end(victim, planned.kind(), planned.fault().group());
    } else if (planned.fault().everyLink()) {
      link(planned, victim, victim.number(), NOBODY);
    } else {
      Optional<Peer> parent = tree.parentOf(victim);
      if (parent.isPresent()) {
        link(planned, victim, parent.get().number(), victim.number());
      } else {
        passOver();
      }
    }
  }

  /**
   * Ends a peer for good.
   *
   * @param kind LEAVE or KILL
   * @param group what it is a part of
   */
  public void end(Peer victim, FaultRecord.Kind kind, String group) throws IOException {
    boolean isKill = kind == FaultRecord.Kind.KILL;
    // Looked at before: afterwards there is nothing to look at.
    long resident = isKill ? victim.residentBytes() : 0;
    long now = System.nanoTime();
    if (isKill) {
      victim.kill();
    } else {
      victim.leave();
    }
    note(new FaultRecord(
        entries.size() + 1, kind, now, 0, victim.number(), NOBODY, 0, resident, group));
    population.ended(victim, now, isKill ? PeerRecord.End.KILLED : PeerRecord.End.LEFT);
    later.gone(victim);
  }

  private void freeze(Schedule.Planned planned, Peer victim) throws IOException {
    victim.hit(true);
    Entry entry = note(planned, victim.number(), NOBODY, 0);
    victim.freeze();
    later.after(planned.fault().lasts(), () -> {
      victim.thaw();
      entry.overNanos = System.nanoTime();
      victim.hit(false);
    });
  }

  /** @param child −1: all links of the peer */
  private void link(Schedule.Planned planned, Peer victim, int peer, int child) {
    LinkProxy through = proxy.orElseThrow(() -> new IllegalStateException("links without a proxy"));
    boolean isLimp = planned.kind() == FaultRecord.Kind.LIMP;
    double share = isLimp ? planned.fault().share() : 0;
    LinkShape shape = isLimp
        ? through.usual().withRate((long) (scenario.source().bitsPerSecond() / 8.0 * share)) : through.usual().silent();
    victim.hit(true);
    Entry entry = note(planned, peer, child, share);
    if (child == NOBODY) {
      through.shape(peer, shape);
    } else {
      through.shape(peer, child, shape);
    }
    later.after(planned.fault().lasts(), () -> {
      if (child == NOBODY) {
        through.restore(peer);
      } else {
        through.restore(peer, child);
      }
      entry.overNanos = System.nanoTime();
      victim.hit(false);
    });
  }

  private void restartEncoder(Schedule.Planned planned) throws IOException {
    Entry entry = note(planned, NOBODY, NOBODY, 0);
    origin.stopEncoder();
    later.after(planned.fault().lasts(), () -> {
      origin.startEncoder();
      entry.overNanos = System.nanoTime();
    });
  }

  private void restartRoot(Schedule.Planned planned, Peer root) {
    long now = System.nanoTime();
    Entry entry = note(new FaultRecord(
        entries.size() + 1, planned.kind(), now, 0, root.number(), NOBODY, 0, root.residentBytes(),
        planned.fault().group()));
    try {
      root.kill();
      population.ended(root, now, PeerRecord.End.KILLED);
      origin.stopEncoder();
    } catch (IOException e) {
      // Its connection broke with the broadcaster, which is what was wanted.
    }
    later.after(planned.fault().lasts(), () -> later.aside(() -> {
      population.beginRoot();
      origin.startEncoder();
      entry.overNanos = System.nanoTime();
    }));
  }

  private Entry note(Schedule.Planned planned, int peer, int other, double share) {
    return note(new FaultRecord(
        entries.size() + 1, planned.kind(), System.nanoTime(), 0, peer, other, share, 0, planned.fault().group()));
  }

  private Entry note(FaultRecord begun) {
    Entry entry = new Entry(begun);
    synchronized (entries) {
      entries.add(entry);
    }
    return entry;
  }

  private void passOver() {
    passedOver++;
  }

  /** Faults that were due while nobody was there to whom they could be done. */
  public int passedOver() {
    return passedOver;
  }

  public List<FaultRecord> records() {
    synchronized (entries) {
      return entries.stream().map(Entry::record).toList();
    }
  }

  /** How many of each kind there were. */
  public Map<FaultRecord.Kind, Integer> counts() {
    Map<FaultRecord.Kind, Integer> counts = new EnumMap<>(FaultRecord.Kind.class);
    records().forEach(record -> counts.merge(record.kind(), 1, Integer::sum));
    return counts;
  }
}
