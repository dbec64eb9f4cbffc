package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Middle relays die by SIGKILL while a viewer reads below them. */
@Tag("kill")
class KillAcceptanceTest {
  private static final Figures FIGURES = Figures.of("kill");
  private static final Pattern FOUND = Pattern.compile(".*fed by .*, found in (\\d+) ms \\(connection lost\\).*");
  /** What is seen of a kill lies between these, from the kill on. */
  private static final long BEFORE_NANOS = 200_000_000L;
  private static final long BEHIND_NANOS = 3_000_000_000L;
  /** Chunks that come through the next parent before it is killed too: a second of media. */
  private static final int CHUNKS_BETWEEN = 10;
  /** A port at which nothing listens. */
  private static final String NOBODY = "127.0.0.1:1";

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);
  private final Map<String, BanyanProcess> relays = new HashMap<>();

  @Test
  void whoeverWatchesBelowARelayThatIsKilledGetsEveryChunkOnceAndInOrder() {
    int kills = FullRun.choose(3, 20);
    // Nobody is where the root says that it is, and its index is down: only who is told the root's port reaches it.
    // So the viewer never gets to the root itself, and there is always a relay above it to be killed.
    ReadyLine root =
        network.broadcast("--advertise", NOBODY, "--index", "http://" + NOBODY, "--upload", "100M").ready();
    BanyanProcess relay = startRelay(root);
    List<BanyanProcess> others = List.of(startRelay(root), startRelay(root));
    enter(relay);
    others.forEach(this::enter);
    BanyanProcess watch = network.watch(String.valueOf(root.link()), "--parent", LocalNetwork.address(relay.ready()));
    ReadyLine viewer = watch.ready();
    List<Long> killedNanos = new ArrayList<>();
    try (LiveReader above = LiveReader.open("the broadcaster", root);
        LiveReader player = LiveReader.open("the viewer", viewer)) {
      for (int kill = 0; kill < kills; kill++) {
        LocalNetwork.await("the viewer has a parent and a backup").until(() -> {
          PeerStatus now = PeerStatus.of(viewer);
          return relays.containsKey(now.parent()) && now.number("backups") > 0;
        });
        PeerStatus before = PeerStatus.of(viewer);
        killedNanos.add(System.nanoTime());
        Objects.requireNonNull(relays.remove(before.parent())).kill();
        BanyanProcess next = startRelay(root);
        LocalNetwork.await("the stream goes on through another relay").until(() -> {
          PeerStatus now = PeerStatus.of(viewer);
          return relays.containsKey(now.parent())
              && now.playback("chunks") >= before.playback("chunks") + CHUNKS_BETWEEN;
        });
        enter(next);
      }
      int from = player.assertSameAs(above);
      PeerStatus end = PeerStatus.of(viewer);
      assertAll(
          () -> assertTrue(watch.isAlive()),
          () -> assertEquals(0, end.counter("chunksLost"), "lost"),
          () -> assertEquals(0, end.playback("lost"), "lost to the player"),
          () -> assertEquals(0, end.playback("repeated"), "repeated to the player"),
          () -> assertEquals(kills, end.counter("parentChanges"), "one failure is one change of parents"));
      report(watch, end, killedNanos.stream()
          .mapToDouble(at -> player.latestNanos(above, from, at - BEFORE_NANOS, at + BEHIND_NANOS) / 1e6).toArray());
    }
  }

  private BanyanProcess startRelay(ReadyLine root) {
    return network.relay(String.valueOf(root.link()), "--parent", LocalNetwork.address(root), "--upload", "100M");
  }

  /** From now on it may be killed. */
  private void enter(BanyanProcess relay) {
    ReadyLine ready = relay.ready();
    LocalNetwork.await("a relay is attached").until(() -> PeerStatus.of(ready).isAttached());
    relays.put(PeerStatus.of(ready).peer(), relay);
  }

  private static void report(BanyanProcess watch, PeerStatus end, double... lateMillis) {
    double[] found = watch.logLines().stream().map(FOUND::matcher).filter(Matcher::matches)
        .mapToDouble(m -> Double.parseDouble(m.group(1))).toArray();
    assertEquals(lateMillis.length, found.length, "lines of the log that tell of a new parent");
    FIGURES.addSpread("next-parent", "ms", found);
    FIGURES.addSpread("media-late-at-player", "ms", lateMillis);
    FIGURES.count("chunks", end.playback("chunks"));
    FIGURES.count("lost", end.playback("lost"));
    FIGURES.count("repeated", end.playback("repeated"));
    FIGURES.count("received-twice-by-peer", end.counter("chunksRepeated"));
    FIGURES.count("gaps", end.playback("gaps"));
    FIGURES.add("stalled", end.playback("stalledMicros") / 1e3, "ms", 1);
  }
}
