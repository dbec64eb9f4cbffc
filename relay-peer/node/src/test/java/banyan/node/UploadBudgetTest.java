package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.node.UploadBudget.Grant;
import banyan.protocol.Limits;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UploadBudgetTest {
  private static final long SECOND = 1_000_000;

  private record Spent(long at, long bytes) {}

  /** Three nodes that always want more, messages in between, timers that are late: the worst second is bounded. */
  @ParameterizedTest
  @ValueSource(longs = {12_500, 625_000, 1_250_000_000})
  void noSecondTakesMoreThanTheUploadAndOneFrame(long rate) {
    SplittableRandom random = new SplittableRandom(rate);
    UploadBudget<String> budget = new UploadBudget<>(rate, 0);
    ArrayDeque<Spent> lastSecond = new ArrayDeque<>();
    Map<String, Long> had = new TreeMap<>(Map.of("a", 0L, "b", 0L, "c", 0L));
    long inSecond = 0;
    long worst = 0;
    long now = 0;
    long all = 0;
    for (int step = 0; step < 20_000; step++) {
      for (String node : had.keySet()) {
        if (random.nextInt(4) > 0) {
          budget.want(node, 1 + random.nextLong(Limits.MAX_FRAME_BYTES));
        }
      }
      long bytes = 0;
      Optional<Grant<String>> grant = budget.next(now);
      if (grant.isPresent()) {
        bytes = grant.get().bytes();
        had.merge(grant.get().taker(), bytes, Long::sum);
      } else {
        now = Math.max(now, budget.nextMicros() == Long.MAX_VALUE ? now : budget.nextMicros()) + random.nextLong(3_000);
      }
      if (random.nextInt(10) == 0) {
        long control = random.nextLong(100);
        budget.spend(control, now);
        bytes += control;
      }
      lastSecond.add(new Spent(now, bytes));
      inSecond += bytes;
      all += bytes;
      while (lastSecond.element().at() <= now - SECOND) {
        inSecond -= lastSecond.remove().bytes();
      }
      worst = Math.max(worst, inSecond);
    }
    assertTrue(worst <= rate * 1.05 + 65_536, "worst second " + worst + " B of " + rate);
    assertTrue(all > 0.8 * rate * now / SECOND, all + " B used in " + now + " us of " + rate + " B/s");
    long most = had.values().stream().mapToLong(l -> l).max().orElseThrow();
    long least = had.values().stream().mapToLong(l -> l).min().orElseThrow();
    assertTrue(least > 0.8 * most, "each has its turn: " + had);
  }

  @Test
  void whoWaitsKeepsHisTurnWhenHeWantsSomethingElse() {
    UploadBudget<String> budget = new UploadBudget<>(1_000, 0);
    drain(budget);
    budget.want("a", 500);
    budget.want("b", 100);
    budget.want("a", 400);
    assertEquals(Optional.empty(), budget.next(0));
    assertEquals(400_000, budget.nextMicros());
    assertEquals(Optional.empty(), budget.next(399_999));
    assertEquals(Optional.of(new Grant<>("a", 400)), budget.next(400_000));
    assertEquals(Optional.empty(), budget.next(400_000));
    assertEquals(Optional.of(new Grant<>("b", 100)), budget.next(500_000));
    assertEquals(Long.MAX_VALUE, budget.nextMicros());
  }

  @Test
  void messagesThatAreNoChunksMakeTheNextChunkWait() {
    UploadBudget<String> budget = new UploadBudget<>(1_000, 0);
    drain(budget);
    budget.spend(250, 0);
    budget.want("a", 100);
    assertEquals(350_000, budget.nextMicros());
  }

  @Test
  void whatOneHasPromisedOthersDoNotCountOn() {
    UploadBudget<String> budget = new UploadBudget<>(1_000, 0);
    budget.promise("a", 600);
    assertEquals(400, budget.share("b"));
    assertEquals(1_000, budget.share("a"));
    budget.promise("b", 700);
    assertEquals(300, budget.share("a"));
    budget.forget("b");
    assertEquals(1_000, budget.share("a"));
  }

  private static void drain(UploadBudget<String> budget) {
    long capacity = Limits.MAX_FRAME_BYTES + 1_000 / 50;
    budget.want("a", capacity);
    assertTrue(budget.next(0).isPresent());
  }

  @Test
  void anotherUploadHoldsFromTheMomentOn() {
    UploadBudget<String> budget = new UploadBudget<>(1_000, 0);
    drain(budget);
    budget.want("a", 1_000);
    assertEquals(1_000_000, budget.nextMicros());
    budget.changeTo(10_000, 500_000);
    assertEquals(550_000, budget.nextMicros());
    budget.changeTo(100, 500_000);
    assertEquals(5_500_000, budget.nextMicros());
    assertEquals(Optional.empty(), budget.next(5_499_999));
    assertEquals(Optional.of(new Grant<>("a", 1_000)), budget.next(5_500_000));
  }
}
