package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Media.Track;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MPEG-TS is the same at a relay by whichever way it comes; a clock that starts over and another size are survived. */
@Tag("sources")
class TransportsAcceptanceTest {
  private static final int SECONDS = FullRun.choose(5, 60);
  private static final int PROVEN_SECONDS = FullRun.choose(4, 55);
  private static final List<Transport> TRANSPORTS =
      FullRun.choose(List.of(Transport.TCP), List.of(Transport.values()));
  /** Of each size. */
  private static final int SIZE_SECONDS = FullRun.choose(3, 10);
  /** A tenth of a millisecond. */
  private static final long IN_STEP_TICKS = 9;
  /** Of 33 bits, less what it takes to start over in the middle of the first size. */
  private static final double BEFORE_START_OVER_SECONDS = (1L << 33) / 90_000.0 - SIZE_SECONDS / 2.0;
  private static final Figures FIGURES = Figures.of("sources");

  private enum Transport {
    TCP("tcp://127.0.0.1:0"), UDP("udp://127.0.0.1:0"), HTTP("http://127.0.0.1:0/"), STDIN("-");

    final String source;

    Transport(String source) {
      this.source = source;
    }
  }

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void whatComesByAnyTransportIsTheSameAtARelayAndInStep() throws IOException {
    Media media = new Media(processes.files());
    Path source = media.clip("source", SECONDS, "-bf", "3");
    Path sent = media.transportStream(source);
    for (Transport transport : TRANSPORTS) {
      Path arrived = throughARelay(transport, transport == Transport.STDIN ? sent : source);
      assertEquals("", media.complaints(arrived), transport.name());
      for (Track track : Track.values()) {
        int packets = media.assertArrived(source, arrived, track);
        double seconds = track.seconds(packets);
        assertTrue(seconds >= PROVEN_SECONDS, () -> transport + ": only " + seconds + " s of " + track);
        FIGURES.add(transport + "." + track + ".equal", seconds, "s", packets);
      }
      long spread = media.outOfStepTicks(sent, arrived);
      assertTrue(spread <= IN_STEP_TICKS, () -> transport + ": out of step by " + spread + " ticks");
      FIGURES.add(transport + ".out-of-step.max", spread / 90.0, "ms", 1);
    }
  }

  /** Returns what a player got from a relay. */
  private Path throughARelay(Transport transport, Path file) throws IOException {
    BanyanProcess root = transport == Transport.STDIN
        ? network.broadcastPiped() : network.broadcast("--source", transport.source);
    BanyanProcess relay = relayOf(root);
    if (transport == Transport.STDIN) {
      Encoder.pipe(file, root);
      try (LiveReader player = LiveReader.open("relay", relay.ready())) {
        return toTheEnd(root, relay, player, transport.name());
      }
    }
    try (Encoder encoder = Encoder.post(file, root); LiveReader player = LiveReader.open("relay", relay.ready())) {
      encoder.awaitAllAt(relay, SECONDS);
      root.terminate();
      return toTheEnd(root, relay, player, transport.name());
    }
  }

  private BanyanProcess relayOf(BanyanProcess root) {
    BanyanProcess relay =
        network.relay(String.valueOf(root.ready().link()), "--parent", LocalNetwork.address(root.ready()));
    LocalNetwork.await("the relay is attached").until(() -> PeerStatus.of(relay.ready()).isAttached());
    return relay;
  }

  private Path toTheEnd(BanyanProcess root, BanyanProcess relay, LiveReader player, String name) throws IOException {
    assertEquals(0, root.exitCode(LocalNetwork.SOON.plusSeconds(SECONDS)), root.name());
    LocalNetwork.await("the relay knows").until(() -> PeerStatus.of(relay.ready()).isEnded());
    // What a peer has it sends to its players before it goes.
    relay.terminate();
    assertEquals(0, relay.exitCode(Duration.ofSeconds(15)), relay.name());
    LocalNetwork.await("the stream ends").until(player::hasEnded);
    return Files.write(processes.files().resolve(name + "-arrived.ts").toAbsolutePath(), player.bytes());
  }

  @Test
  void playersPlayOnWhereTheClockStartsOverAndWherePicturesBecomeLarger() throws IOException {
    Media media = new Media(processes.files());
    Path sent = twoSizes(media);
    BanyanProcess root = network.broadcastPiped();
    BanyanProcess relay = relayOf(root);
    String live = relay.ready().http() + "/live/" + relay.ready().channel();
    Encoder.pipe(sent, root);
    Path arrived;
    try (LiveReader reader = LiveReader.open("relay", relay.ready());
        Player mpv = Player.mpv(processes.files(), live + ".ts");
        Player ffplay = Player.ffplay(processes.files(), live + ".ts")) {
      LocalNetwork.await("a discontinuity").until(() -> discontinuities(root) > 0);
      assertEquals(1, discontinuities(root), "of size, and none of time before it");
      LocalNetwork.await("HLS tells of the other size").until(() -> text(live + "/index.m3u8").lines()
          .filter("#EXT-X-DISCONTINUITY"::equals).count() == 1);
      arrived = toTheEnd(root, relay, reader, "sizes");
      mpv.assertPlayedWell(2 * SIZE_SECONDS - 2);
      ffplay.assertPlayedWell(2 * SIZE_SECONDS - 2);
    }
    assertEquals("", media.complaints(arrived));
    int each = SIZE_SECONDS * Media.PICTURES_PER_SECOND;
    Map<String, Integer> sizes = media.sizes(arrived);
    assertEquals(List.of("320x180", "640x360"), List.copyOf(sizes.keySet()));
    assertEquals(each, sizes.get("640x360"));
    // Whoever comes when the first second is over begins with the second one.
    assertTrue(sizes.getOrDefault("320x180", 0) >= each / 2, sizes::toString);
    for (Track track : Track.values()) {
      media.assertPacketsArrived(sent, arrived, track);
    }
    long spread = media.outOfStepTicks(sent, arrived);
    assertTrue(spread <= IN_STEP_TICKS, () -> "out of step by " + spread + " ticks");
    FIGURES.add("sizes.out-of-step.max", spread / 90.0, "ms", 2 * each);
  }

  private static long discontinuities(BanyanProcess root) {
    return PeerStatus.of(root.ready()).source("discontinuities");
  }

  /** Small pictures, then larger ones, as an encoder sends them whose scene was switched. */
  private Path twoSizes(Media media) {
    Path small = media.transportStream(media.clip("small", SIZE_SECONDS, "-bf", "2", "-s", "320x180"));
    Path large = media.transportStream(media.clip("large", SIZE_SECONDS, "-bf", "2"));
    return Media.joined(BEFORE_START_OVER_SECONDS, small, large);
  }

  private static String text(String url) {
    try {
      return HttpClient.newHttpClient().send(
          HttpRequest.newBuilder(URI.create(url)).timeout(LocalNetwork.SOON).build(),
          HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new AssertionError("no answer from " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + url, e);
    }
  }
}
