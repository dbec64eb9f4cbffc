package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The broadcaster goes, and comes back with the same key at the same port: whoever stayed plays on. */
@Tag("restart")
class RestartAcceptanceTest {
  private static final Figures FIGURES = Figures.of("restart");
  private static final long GONE_MICROS = 5_000_000;
  /** From the new root's being ready to its first bytes at a player; generous, because loaded machines are slow. */
  private static final double BACK_WITHIN_MILLIS = 10_000;

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void whoeverStayedPlaysOnWhenABroadcasterComesBackThatWasKilledOrEnded() {
    String index = String.valueOf(network.index().ready().url());
    BanyanProcess broadcast = network.broadcast("--index", index, "--max-children", "1");
    ReadyLine root = broadcast.ready();
    String link = String.valueOf(root.link());
    BanyanProcess relay = network.relay(link, "--upload", "100M");
    LocalNetwork.await("the relay is attached").until(() -> PeerStatus.of(relay.ready()).isAttached());
    List<BanyanProcess> watches = List.of(network.watch(link), network.watch(link));
    List<ReadyLine> viewers = watches.stream().map(BanyanProcess::ready).toList();
    viewers.forEach(viewer -> awaitMore(viewer, 20));
    List<Double> backMillis = new ArrayList<>();
    try (LiveReader player = LiveReader.open("a viewer", viewers.get(0))) {
      for (int round = 0; round < FullRun.choose(2, 6); round++) {
        long epoch = PeerStatus.of(root).window("epoch");
        if (round % 2 == 0) {
          broadcast.kill();
        } else {
          broadcast.terminate();
          assertEquals(0, broadcast.exitCode(LocalNetwork.SOON));
        }
        // The age of the root's newest sign of life.
        viewers.forEach(viewer -> LocalNetwork.await("nothing is heard for 5 s").until(() ->
            PeerStatus.of(viewer).number("lagMicros") >= GONE_MICROS));
        int shown = player.count();
        broadcast = network.broadcast(
            "--index", index, "--max-children", "1", "--port", String.valueOf(root.port()));
        ReadyLine again = broadcast.ready();
        long readyNanos = System.nanoTime();
        assertEquals(link, again.link());
        try (LiveReader above = LiveReader.open("the broadcaster", again)) {
          player.awaitBytes(shown + 1);
          backMillis.add((player.arrivalNanos(shown) - readyNanos) / 1e6);
          viewers.forEach(viewer -> awaitMore(viewer, FullRun.choose(20, 100)));
          player.assertGoesOnAs(above, shown);
        }
        root = again;
        long newEpoch = PeerStatus.of(root).window("epoch");
        assertTrue(newEpoch > epoch, "a new epoch");
        viewers.forEach(viewer -> assertEquals(newEpoch, PeerStatus.of(viewer).window("epoch")));
      }
      assertFalse(player.hasEnded());
    }
    assertTrue(relay.isAlive() && watches.stream().allMatch(BanyanProcess::isAlive));
    for (ReadyLine viewer : viewers) {
      PeerStatus now = PeerStatus.of(viewer);
      assertAll(
          () -> assertEquals(0, now.playback("lost"), "lost"),
          () -> assertEquals(0, now.playback("repeated"), "repeated"));
    }
    double[] back = backMillis.stream().mapToDouble(Double::doubleValue).toArray();
    FIGURES.addSpread("media-back-after-ready", "ms", back);
    assertTrue(Figures.percentile(100, back) <= BACK_WITHIN_MILLIS, backMillis::toString);
  }

  private static void awaitMore(ReadyLine viewer, int chunks) {
    long now = PeerStatus.of(viewer).playback("chunks");
    LocalNetwork.await(chunks + " more chunks").until(() ->
        PeerStatus.of(viewer).playback("chunks") >= now + chunks);
  }
}
