package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Media.Track;
import banyan.program.ReadyLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** What ffmpeg sends to a broadcaster comes out of the fourth relay of a chain as it went in. */
@Isolated("a player is judged by the clock")
@Tag("chain")
class ChainAcceptanceTest {
  private static final int HOPS = 4;
  /** Of the source; what may be missing is the beginning, before somebody watched. */
  private static final int SECONDS = FullRun.choose(10, 60);
  private static final int PROVEN_SECONDS = FullRun.choose(6, 55);
  private static final Figures FIGURES = Figures.of("chain");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void aStreamWithBFramesIsTheSameAfterFourHops() throws IOException {
    theSameAfterFourHops("b-frames", "-bf", "3");
  }

  @Test
  void aStreamWithoutBFramesIsTheSameAfterFourHops() throws IOException {
    theSameAfterFourHops("no-b-frames", "-bf", "0");
  }

  private void theSameAfterFourHops(String name, String... encoding) throws IOException {
    Media media = new Media(processes.files());
    Path source = media.clip(name, SECONDS, encoding);
    String index = Objects.requireNonNull(network.index().ready().url());
    BanyanProcess root =
        network.broadcast("--source", "http://127.0.0.1:0/", "--index", index, "--max-children", "1");
    List<BanyanProcess> chain = chainBelow(root);
    BanyanProcess last = chain.get(HOPS);
    Path arrived = processes.files().resolve(name + "-hop-4.ts").toAbsolutePath();

    try (Encoder encoder = Encoder.post(source, root)) {
      String url = last.ready().http() + "/live/" + last.ready().channel() + ".ts";
      LocalNetwork.await("the stream is at the last relay")
          .until(() -> PeerStatus.of(last.ready()).counter("chunksDelivered") > 0);
      try (LiveReader hop0 = LiveReader.open("hop 0", root.ready());
          LiveReader hop4 = LiveReader.open("hop 4", last.ready());
          Player mpv = Player.mpv(processes.files(), url);
          Player ffplay = Player.ffplay(processes.files(), url)) {
        encoder.awaitAllAt(last, SECONDS);
        assertUndisturbed(chain);
        // What a peer has it sends to its players before it goes; the last one goes first, so that nobody reparents.
        for (int hop = HOPS; hop >= 0; hop--) {
          chain.get(hop).terminate();
          assertEquals(0, chain.get(hop).exitCode(Duration.ofSeconds(15)), "exit code of hop " + hop);
        }
        LocalNetwork.await("the streams end").until(() -> hop0.hasEnded() && hop4.hasEnded());
        int from = hop4.assertSameAs(hop0);
        assertEquals(hop0.count(), from + hop4.count(), "bytes from the first common program association table on");
        FIGURES.add(name + ".identical", hop4.count(), "bytes", 1);
        Files.write(arrived, hop4.bytes());
        mpv.assertPlayedWell(PROVEN_SECONDS - 2);
        ffplay.assertPlayedWell(PROVEN_SECONDS - 2);
      }
    }

    assertEquals("", media.complaints(arrived));
    for (Track track : Track.values()) {
      int packets = media.assertArrived(source, arrived, track);
      double seconds = track.seconds(packets);
      assertTrue(seconds >= PROVEN_SECONDS, () -> "only " + seconds + " s of " + track);
      FIGURES.add(name + "." + track + ".equal", seconds, "s", packets);
    }
  }

  /** Hop 0 is the broadcaster. Each feeds one peer, so nobody can be anywhere else. */
  private List<BanyanProcess> chainBelow(BanyanProcess root) {
    List<BanyanProcess> chain = new ArrayList<>(List.of(root));
    for (int hop = 1; hop <= HOPS; hop++) {
      ReadyLine above = chain.get(hop - 1).ready();
      BanyanProcess relay = network.relay(
          String.valueOf(root.ready().link()), "--parent", LocalNetwork.address(above), "--max-children",
          hop < HOPS ? "1" : "0");
      chain.add(relay);
      int depth = hop;
      LocalNetwork.await("relay " + hop + " is attached").until(() -> {
        PeerStatus status = PeerStatus.of(relay.ready());
        return status.isAttached() && status.number("depth") == depth;
      });
    }
    return chain;
  }

  private static void assertUndisturbed(List<BanyanProcess> chain) {
    for (int hop = 1; hop <= HOPS; hop++) {
      PeerStatus status = PeerStatus.of(chain.get(hop).ready());
      assertEquals(PeerStatus.of(chain.get(hop - 1).ready()).peer(), status.parent(), "parent of relay " + hop);
      assertEquals(0, status.counter("chunksLost"), "chunks lost at relay " + hop);
      assertEquals(0, status.counter("chunksRefused"), "chunks refused at relay " + hop);
    }
  }
}
