package banyan.churn.scenario;

import java.util.SplittableRandom;

/** What chance decides, from a seed: the same seed draws the same, whatever else happens. */
public final class Draws {
  /** Set beside a seed, so that what one part draws does not move what another draws. */
  public enum Part {
    FAULTS(1),
    ARRIVALS(2),
    LIFETIMES(3),
    JITTER(4);

    private final long salt;

    Part(long salt) {
      this.salt = salt;
    }
  }

  private final SplittableRandom random;

  private Draws(SplittableRandom random) {
    this.random = random;
  }

  /** @param of what within the part, such as a peer's number */
  public static Draws of(long seed, Part part, long of) {
    SplittableRandom mixed = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + part.salt);
    return new Draws(new SplittableRandom(mixed.nextLong() ^ of * 0xD1B54A32D192ED03L));
  }

  /** From 0, less than 1. */
  public double share() {
    return random.nextDouble();
  }

  /** From −most to most. */
  long around(long most) {
    return most == 0 ? 0 : random.nextLong(-most, most + 1);
  }

  /** From 0 to most. */
  public long upTo(long most) {
    return most == 0 ? 0 : random.nextLong(most + 1);
  }

  /** Nanoseconds until the next of events that come {@code perSecond} in the mean, independent of each other. */
  long untilNextNanos(double perSecond) {
    return Math.round(exponential() * 1e9 / perSecond);
  }

  private double exponential() {
    // 1 - u is never 0.
    return -Math.log(1 - random.nextDouble());
  }

  /** How long a peer stays. */
  public long lifetimeNanos(Scenario.Lifetimes of) {
    double mean = of.mean().toNanos();
    double nanos = switch (of.law()) {
      case EXPONENTIAL -> mean * exponential();
      // The mean of exp(mu + sigma z) is exp(mu + sigma²/2).
      case LOGNORMAL -> mean * Math.exp(of.shape() * random.nextGaussian() - of.shape() * of.shape() / 2);
      // The mean is smallest * alpha / (alpha - 1).
      case PARETO -> mean * (of.shape() - 1) / of.shape() * Math.exp(exponential() / of.shape());
    };
    return (long) Math.min(nanos, Long.MAX_VALUE / 4.0);
  }
}
