package banyan.churn.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is to happen in a run.
 *
 * @param name short, such as {@code kill}
 * @param about a sentence for people
 * @param command what repeats it: {@code banyan churn …} without the seed
 * @param yaml all of it as a file that {@code banyan churn} reads back
 * @param warmup from the moment when all are fed until the first fault can come
 * @param duration from then on, to the end of the run
 * @param buffer that playback is judged with
 * @param load threads that are kept busy beside it
 */
public record Scenario(
    String name, String about, String command, String yaml, Duration warmup, Duration duration, Duration buffer,
    Stream source, Links links, List<Group> peers, List<Fault> faults, int load) {
  public Scenario {
    peers = List.copyOf(peers);
    faults = List.copyOf(faults);
  }

  /** How many peers there are at a time, the root not counted. */
  public int peerCount() {
    return peers.stream().mapToInt(Group::count).sum();
  }

  /** Whether links pass a proxy. */
  public boolean shapesLinks() {
    return links.isShaped() || faults.stream().anyMatch(Fault::isOfLinks);
  }

  /**
   * The source, and the root that it feeds.
   *
   * @param bitsPerSecond of the stream
   * @param maxChildren of the root
   * @param pushes whether nobody can dial the root, which connects to the relays itself, as behind a home's router
   * @param pauseEvery from the beginning of a pause to the next one; none: it never pauses
   * @param pause how long nothing comes
   */
  public record Stream(
      long bitsPerSecond, int maxChildren, boolean pushes, Optional<Duration> pauseEvery, Duration pause) {}

  /**
   * What every link is like.
   *
   * @param delay of a round trip
   * @param jitter up to so much more, one way
   * @param bitsPerSecond each way, 0 for as fast as it goes
   * @param plain whether they are in clear text
   */
  public record Links(Duration delay, Duration jitter, long bitsPerSecond, boolean plain) {
    boolean isShaped() {
      return !delay.isZero() || !jitter.isZero() || bitsPerSecond > 0;
    }
  }

  /**
   * Peers that are alike.
   *
   * @param count how many at a time
   * @param ownProcess whether each has its own process, as a person's peer has
   * @param perProcess how many share one otherwise
   * @param replace whether one that is gone is replaced
   */
  public record Group(
      PeerRecord.Role role, int count, boolean ownProcess, int perProcess, List<UploadClass> classes, Arrival arrival,
      Optional<Lifetimes> lifetimes, boolean replace) {
    public Group {
      classes = List.copyOf(classes);
    }
  }

  /**
   * What peers have to give.
   *
   * @param name such as {@code 5M}
   * @param share of the group
   */
  public record UploadClass(String name, double share, long bitsPerSecond, int maxChildren) {}

  /**
   * When peers come.
   *
   * @param perSecond POISSON: how many come in a second, in the mean
   * @param crowd FLASH: how many of the group come in the crowd; the others are there before
   * @param at FLASH: when the first comes
   * @param within FLASH: how long they take
   */
  public record Arrival(Manner manner, double perSecond, int crowd, Duration at, Duration within) {
    enum Manner {
      AT_ONCE,
      POISSON,
      FLASH
    }

    public static final Arrival AT_ONCE = new Arrival(Manner.AT_ONCE, 0, 0, Duration.ZERO, Duration.ZERO);
  }

  /**
   * How long peers stay.
   *
   * @param shape LOGNORMAL: sigma; PARETO: alpha, more than 1
   * @param killed the share of them that does not leave but is killed
   */
  public record Lifetimes(Law law, Duration mean, double shape, double killed) {
    enum Law {
      EXPONENTIAL,
      LOGNORMAL,
      PARETO
    }
  }

  /**
   * Something that is done, once or again and again.
   *
   * @param kinds which, and how often each: shares that sum up to 1
   * @param at when, from the end of the warm-up on
   * @param every until it comes again; none: it comes once
   * @param jitter each comes up to so much earlier or later
   * @param count victims of each
   * @param within COUNT victims die within this time
   * @param share LIMP: the rate that is left; of peers, the share that is hit, where there is no count
   * @param lasts until it is over, for what ends
   * @param group what the records of it say
   */
  public record Fault(
      List<Chance> kinds, Target target, Duration at, Optional<Duration> every, Duration jitter, int count,
      Duration within, double share, Duration lasts, boolean everyLink, String group) {
    public Fault {
      kinds = List.copyOf(kinds);
    }

    boolean isOfLinks() {
      return kinds.stream().anyMatch(
          chance -> chance.kind() == FaultRecord.Kind.LIMP || chance.kind() == FaultRecord.Kind.CUT);
    }
  }

  /** One kind of fault among several. */
  record Chance(FaultRecord.Kind kind, double share) {}

  /** Who is hit. */
  public enum Target {
    /** Any peer. */
    PEERS,
    /** A relay that feeds others: what happens to one that does not is felt by nobody. */
    RELAYS,
    VIEWERS,
    /** A peer that feeds others. */
    INNER,
    /** A peer with few children, and many peers below them: at least ten below each. */
    TRUNK,
    ROOT
  }
}
