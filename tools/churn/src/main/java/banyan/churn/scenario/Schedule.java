package banyan.churn.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * When what is to happen, all of it drawn before the run from the scenario and a seed. Whom it happens to is settled as
 * a share here, and as a peer when the time comes: who is there then depends on the machine.
 */
public final class Schedule {
  /**
   * Something to do.
   *
   * @param atNanos from the end of the warm-up on
   * @param fault by what entry of the scenario
   * @param pick from 0, less than 1: which of those who are eligible, in the order of their numbers
   */
  public record Planned(long atNanos, FaultRecord.Kind kind, Scenario.Fault fault, double pick) {}

  /** A peer that comes later than the first ones. */
  public record Coming(long atNanos, Scenario.Group group) {}

  private final long seed;
  private final List<Planned> faults;
  private final List<Coming> arrivals;

  private Schedule(long seed, List<Planned> faults, List<Coming> arrivals) {
    this.seed = seed;
    this.faults = faults;
    this.arrivals = arrivals;
  }

  public static Schedule of(Scenario scenario, long seed) {
    List<Planned> faults = new ArrayList<>();
    for (int i = 0; i < scenario.faults().size(); i++) {
      plan(scenario.faults().get(i), scenario.duration(), Draws.of(seed, Draws.Part.FAULTS, i), faults);
    }
    faults.sort(Comparator.comparingLong(Planned::atNanos));
    List<Coming> arrivals = new ArrayList<>();
    for (int i = 0; i < scenario.peers().size(); i++) {
      arrive(scenario.peers().get(i), scenario.duration(), Draws.of(seed, Draws.Part.ARRIVALS, i), arrivals);
    }
    arrivals.sort(Comparator.comparingLong(Coming::atNanos));
    return new Schedule(seed, List.copyOf(faults), List.copyOf(arrivals));
  }

  private static void plan(Scenario.Fault fault, Duration duration, Draws draws, List<Planned> into) {
    long every = fault.every().map(Duration::toNanos).orElse(Long.MAX_VALUE);
    for (long at = fault.at().toNanos(); at < duration.toNanos(); at += every) {
      long moved = Math.max(0, at + draws.around(fault.jitter().toNanos()));
      for (int victim = 0; victim < fault.count(); victim++) {
        long apart = draws.upTo(fault.within().toNanos());
        into.add(new Planned(moved + apart, kind(fault, draws.share()), fault, draws.share()));
      }
      if (every == Long.MAX_VALUE) {
        return;
      }
    }
  }

  private static FaultRecord.Kind kind(Scenario.Fault fault, double drawn) {
    double sum = 0;
    for (Scenario.Chance chance : fault.kinds()) {
      sum += chance.share();
      if (drawn < sum) {
        return chance.kind();
      }
    }
    return fault.kinds().get(fault.kinds().size() - 1).kind();
  }

  private static void arrive(Scenario.Group group, Duration duration, Draws draws, List<Coming> into) {
    Scenario.Arrival arrival = group.arrival();
    switch (arrival.manner()) {
      case AT_ONCE -> { }
      case POISSON -> {
        long at = draws.untilNextNanos(arrival.perSecond());
        for (int i = 0; i < group.count() && at < duration.toNanos(); i++) {
          into.add(new Coming(at, group));
          at += draws.untilNextNanos(arrival.perSecond());
        }
      }
      case FLASH -> {
        for (int i = 0; i < arrival.crowd(); i++) {
          into.add(new Coming(arrival.at().toNanos() + draws.upTo(arrival.within().toNanos()), group));
        }
      }
    }
  }

  public List<Planned> faults() {
    return faults;
  }

  /** Peers of each group that come later; the others are there before the warm-up. */
  public List<Coming> arrivals() {
    return arrivals;
  }

  /** How many of a group are there from the beginning. */
  public static int atFirst(Scenario.Group group) {
    return switch (group.arrival().manner()) {
      case AT_ONCE -> group.count();
      case POISSON -> 0;
      case FLASH -> group.count() - group.arrival().crowd();
    };
  }

  /** All of it, a line each, for people and for those who compare two runs. */
  public String text() {
    StringBuilder out = new StringBuilder("seed " + seed + ": " + faults.size() + " faults, " + arrivals.size()
        + " arrivals after the beginning\n");
    for (Planned planned : faults) {
      out.append(String.format(Locale.ROOT, "%10.3f s  %-15s %-7s pick %.6f%n", planned.atNanos() / 1e9,
          planned.kind().word(), Fields.word(planned.fault().target()), planned.pick()));
    }
    for (Coming coming : arrivals) {
      out.append(String.format(Locale.ROOT, "%10.3f s  a %s comes%n", coming.atNanos() / 1e9,
          Fields.word(coming.group().role())));
    }
    return out.toString();
  }
}
