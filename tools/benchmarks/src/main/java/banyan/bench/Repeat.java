package banyan.bench;

import java.util.ArrayList;
import java.util.List;

/** Times a small piece of work: rounds of a fixed length, the first ones for the compilers. */
final class Repeat {
  private static final long ROUND_NANOS = 500_000_000;
  private static final int WARM_UP_ROUNDS = 6;
  private static final int CALLS_AT_ONCE = 16;

  /** Keeps compilers from leaving out what nobody looks at. */
  @SuppressWarnings("UnusedVariable")
  private static volatile long seen;

  private Repeat() {}

  /** Returns a number that depends on what it did. */
  interface Work {
    long once() throws Exception;
  }

  /** How often it can be done in a second, for each round. */
  static List<Double> perSecond(int rounds, Work work) throws Exception {
    List<Double> rates = new ArrayList<>();
    for (int round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
      long from = System.nanoTime();
      long calls = 0;
      long sum = 0;
      long took = 0;
      while (took < ROUND_NANOS) {
        for (int i = 0; i < CALLS_AT_ONCE; i++) {
          sum += work.once();
        }
        calls += CALLS_AT_ONCE;
        took = System.nanoTime() - from;
      }
      seen = sum;
      if (round >= WARM_UP_ROUNDS) {
        rates.add(calls * 1e9 / took);
      }
    }
    return rates;
  }
}
