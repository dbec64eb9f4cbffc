package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Relays at which nobody watches go on serving, and whoever comes late is served at once. */
@Tag("quiet")
class QuietAcceptanceTest {
  private static final int RELAYS = 3;
  private static final int SECONDS = FullRun.choose(40, 300);
  /** By then a window of 10 s has been filled, and its oldest chunks have gone. */
  private static final int FULL_WINDOW_SECONDS = 25;
  /** A window of 10 s, at most the 1 s from its join point on, and some chunks cut short by a busy machine. */
  private static final int MAX_WINDOW_SECONDS = 13;
  /** Of the test source. */
  private static final int CHUNKS_PER_SECOND = 10;
  /** Java's heap breathes; a relay that kept all of the stream would grow for as long as it runs. */
  private static final double MAX_GROWTH_MEGABYTES = 64;
  /** For one sample of a program that has just started; {@link StartupAcceptanceTest} has the bar for the median. */
  private static final double BAR_MILLIS = FullRun.choose(5_000, 2_000);
  private static final Figures FIGURES = Figures.of("quiet");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);
  private final List<BanyanProcess> chain = new ArrayList<>();

  @Test
  void relaysWithoutLocalViewersGoOnServing() throws Exception {
    String index = String.valueOf(network.index().ready().url());
    chain.add(network.broadcast("--source", "test", "--index", index, "--max-children", "1"));
    String link = String.valueOf(chain.get(0).ready().link());
    for (int hop = 1; hop <= RELAYS; hop++) {
      String above = LocalNetwork.address(chain.get(hop - 1).ready());
      BanyanProcess relay = network.relay(link, "--parent", above, "--max-children", "1");
      LocalNetwork.await("relay " + hop + " is attached").until(() -> PeerStatus.of(relay.ready()).isAttached());
      chain.add(relay);
    }
    ReadyLine last = chain.get(RELAYS).ready();
    long maxWindowBytes = awaitSeconds(FULL_WINDOW_SECONDS);
    double[] before = residentMegabytes();
    maxWindowBytes = Math.max(maxWindowBytes, awaitSeconds(SECONDS));
    double[] after = residentMegabytes();
    FIGURES.add("window.max", maxWindowBytes / 1e3, "kB", RELAYS);
    FIGURES.addSpread("resident", "MB", after);
    for (int i = 0; i < RELAYS; i++) {
      double growth = after[i] - before[i];
      assertTrue(growth <= MAX_GROWTH_MEGABYTES, () -> "a relay has grown by " + growth + " MB");
    }
    assertUndisturbed();

    long askedNanos = System.nanoTime();
    try (LiveReader player = LiveReader.open("the third relay", last)) {
      judge("late-player", (player.arrivalNanos(0) - askedNanos) / 1e6);
    }
    ReadyLine viewer = network.watch(link, "--parent", LocalNetwork.address(last)).ready();
    LocalNetwork.await("a late viewer has seen some of the stream")
        .until(() -> PeerStatus.of(viewer).playback("chunks") >= 2 * CHUNKS_PER_SECOND);
    PeerStatus seen = PeerStatus.of(viewer);
    assertEquals(PeerStatus.of(last).peer(), seen.parent());
    assertEquals(0, seen.playback("lost"));
    assertEquals(0, seen.playback("repeated"));
    judge("late-viewer", seen.playback("startupMicros") / 1e3);
    assertUndisturbed();
  }

  private static void judge(String name, double millis) {
    FIGURES.add(name, millis, "ms", 1);
    assertTrue(millis <= BAR_MILLIS, () -> name + " waited " + millis + " ms");
  }

  /**
   * Waits until so much of the stream has been at the last relay, and looks at all windows meanwhile.
   *
   * @return bytes of the largest
   */
  private long awaitSeconds(int seconds) {
    long[] maxBytes = new long[1];
    Awaitility.await(seconds + " s of the stream at the last relay")
        .atMost(Duration.ofSeconds(2L * seconds + 30))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> {
          PeerStatus status = null;
          for (BanyanProcess relay : chain.subList(1, chain.size())) {
            status = PeerStatus.of(relay.ready());
            long held = status.window("newestSequence") - status.window("firstSequence") + 1;
            assertTrue(held <= MAX_WINDOW_SECONDS * CHUNKS_PER_SECOND, () -> "a window of " + held + " chunks");
            maxBytes[0] = Math.max(maxBytes[0], status.window("bytes"));
          }
          return status != null && status.counter("chunksDelivered") >= (long) seconds * CHUNKS_PER_SECOND;
        });
    return maxBytes[0];
  }

  private void assertUndisturbed() {
    for (int hop = 1; hop <= RELAYS; hop++) {
      PeerStatus status = PeerStatus.of(chain.get(hop).ready());
      assertEquals(PeerStatus.of(chain.get(hop - 1).ready()).peer(), status.parent(), "parent of relay " + hop);
      assertEquals(0, status.counter("parentChanges"), "parent changes of relay " + hop);
      assertEquals(0, status.counter("chunksLost"), "chunks lost at relay " + hop);
      assertEquals(0, status.counter("chunksRepeated"), "chunks that came twice to relay " + hop);
    }
  }

  private double[] residentMegabytes() throws IOException {
    double[] megabytes = new double[RELAYS];
    for (int hop = 1; hop <= RELAYS; hop++) {
      String status = Files.readString(Path.of("/proc", Long.toString(chain.get(hop).pid()), "status"));
      String kilobytes = status.lines().filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
      megabytes[hop - 1] = Long.parseLong(kilobytes.replaceAll("\\D", "")) * 1_024 / 1e6;
    }
    return megabytes;
  }
}
