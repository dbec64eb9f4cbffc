package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What {@code banyan bench} measures. The short forms show that nothing is lost; the long ones hold the figures against
 * their bars, which wants a machine that does nothing else.
 */
@Isolated("what is measured takes a core or two")
class BenchAcceptanceTest {
  private static final Duration SHORT_AT_MOST = Duration.ofMinutes(2);
  private static final Duration LONG_AT_MOST = Duration.ofMinutes(15);

  @RegisterExtension
  final Processes processes = new Processes();

  private BenchRun run(String part, String... benchAndOptions) {
    return BenchRun.of(
        processes, Figures.of(part), FullRun.choose(SHORT_AT_MOST, LONG_AT_MOST), benchAndOptions);
  }

  @Test
  @Tag("hops")
  void aHopAddsLittleDelay() {
    BenchRun hop = run(
        "hops", "hop", "--rate", "2M", "--hops", FullRun.choose("2", "4"), "--warmup", FullRun.choose("1s", "20s"),
        "--duration", FullRun.choose("3s", "60s"));
    assertEquals(0, hop.value("chunks.lost"));
    assertTrue(hop.value("hops.delay.p50") > 0, "a chunk comes to a child after it came to the parent");
    if (FullRun.isOn()) {
      assertAtMost(2, hop, "hops.delay.p50");
      assertAtMost(10, hop, "hops.delay.p95");
    }
  }

  @Test
  @Tag("ingest")
  void aPictureIsSoonWithAViewerAndCostsLittle() {
    BenchRun ingest = ingest("20M");
    if (FullRun.isOn()) {
      assertAtMost(15, ingest, "root.cpu");
      ingest("2M");
    }
  }

  private BenchRun ingest(String rate) {
    BenchRun ingest = run(
        "ingest", "ingest", "--rate", rate, "--warmup", FullRun.choose("1s", "30s"), "--duration",
        FullRun.choose("3s", "60s"));
    assertEquals(0, ingest.value("chunks.lost"));
    assertEquals(0, ingest.value("pictures.lost"));
    assertEquals(100, ingest.value("chunk.length"));
    assertTrue(ingest.value("picture.delay.p50") > 0, "a picture comes to a viewer after it came from the encoder");
    if (FullRun.isOn()) {
      assertAtMost(ingest.value("chunk.length") + 1_000.0 / 30 + 20, ingest, "picture.delay.p95");
    }
    return ingest;
  }

  @Test
  @Tag("rate")
  void aHighRateComesThroughAChainWhole() {
    arrivesWhole(run(
        "rate", "rate", "--rate", FullRun.choose("20M", "50M"), "--hops", FullRun.choose("1", "4"), "--duration",
        FullRun.choose("3s", "10m")));
    if (FullRun.isOn()) {
      arrivesWhole(run("rate", "rate", "--rate", "200M", "--hops", "2", "--duration", "60s"));
    }
  }

  private static void arrivesWhole(BenchRun rate) {
    assertTrue(rate.value("below.chunks") > 0, "chunks came");
    assertEquals(0, rate.value("below.lost"));
    assertEquals(0, rate.value("below.forged"));
    assertEquals(0, rate.value("chunks.lost"));
  }

  @Test
  @Tag("fanout")
  void manyChildrenOfOneRelayLoseNothing() {
    BenchRun peers = fanout("--children");
    assertEquals(0, peers.value("children.lost"));
    assertEquals(0, peers.value("children.ended"));
    assertEquals(0, peers.value("children.forged"));
    assertTrue(peers.value("children.compared") > 0, "chunks were compared");
  }

  @Test
  @Tag("fanout")
  void manyPlayersOfOneRelayLoseNothing() {
    BenchRun players = fanout("--viewers");
    assertEquals(0, players.value("viewers.lost"));
    assertEquals(0, players.value("viewers.ended"));
  }

  private BenchRun fanout(String whom) {
    if (FullRun.isOn() && whom.equals("--children")) {
      BenchRun encrypted = fanout(whom, 1.6, 100);
      assertEquals(0, encrypted.value("children.lost"));
      return fanout(whom, 0.8, 60, "--plain");
    }
    return fanout(whom, 0.8, 60);
  }

  private BenchRun fanout(String whom, double maxCpu, double maxMemory, String... more) {
    List<String> all = new ArrayList<>(List.of(
        "fanout", whom, FullRun.choose("40", "500"), "--warmup", FullRun.choose("500ms", "30s"), "--duration",
        FullRun.choose("2s", "60s")));
    all.addAll(List.of(more));
    BenchRun run = run("fanout", all.toArray(String[]::new));
    if (FullRun.isOn()) {
      assertAtMost(maxCpu, run, "relay.cpuPerGigabyte");
      assertAtMost(maxMemory, run, "relay.memoryEach");
    }
    return run;
  }

  @Test
  @Tag("speed")
  void aRelayFansOutNearlyAsFastAsSocketsDo() {
    BenchRun speed = run(
        "speed", "speed", "--receivers", FullRun.choose("10", "50"), "--bytes", FullRun.choose("4", "16"), "--runs",
        FullRun.choose("1", "9"));
    assertTrue(speed.value("relay.speed") > 0, "all receivers got all");
    if (FullRun.isOn()) {
      assertTrue(speed.value("ratio") >= 0.7, () -> speed.value("ratio") + " of plain Netty");
    }
  }

  @Test
  @Tag("slow")
  void slowChildrenCostTheirSiblingsNothing() {
    BenchRun slow = run(
        "slow", "slow", "--children", FullRun.choose("10", "50"), "--warmup", FullRun.choose("500ms", "20s"),
        "--phase", FullRun.choose("2s", "25s"), "--runs", FullRun.choose("1", "5"));
    assertEquals(0, slow.value("siblings.lost"));
    if (FullRun.isOn()) {
      assertEquals(0, slow.value("slow.notLetGo"));
      // Three times 3 s behind, each seen by two looks a second apart, and a join point in between.
      assertAtMost(20, slow, "slow.kept.max");
      assertAtMost(10, slow, "siblings.p99Change");
      assertAtMost(100, slow, "relay.residentGrowth");
    }
  }

  @Test
  @Tag("soak")
  void aRelayThatFeedsForLongTakesNoMore() {
    BenchRun soak = run(
        "soak", "soak", "--children", FullRun.choose("10", "50"), "--duration", FullRun.choose("4s", "10m"),
        "--samples", FullRun.choose("4", "60"));
    assertEquals(0, soak.value("children.lost"));
    assertEquals(0, soak.value("children.forged"));
    if (FullRun.isOn()) {
      // What five minutes add to the line through their thirty samples: a leak of a chunk a minute would be seen.
      assertAtMost(1, soak, "heap.gain");
      assertAtMost(2, soak, "direct.gain");
      assertAtMost(0.5, soak, "threads.gain");
      assertAtMost(0.5, soak, "descriptors.gain");
    }
  }

  private static void assertAtMost(double bar, BenchRun run, String figure) {
    assertTrue(run.value(figure) <= bar, () -> figure + " is " + run.value(figure) + ", and " + bar + " is the bar");
  }
}
