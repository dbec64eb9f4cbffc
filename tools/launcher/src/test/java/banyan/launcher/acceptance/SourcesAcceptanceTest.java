package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Media.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every kind of source comes out as it went in, and a stream need not have both picture and sound. */
@Tag("sources")
class SourcesAcceptanceTest {
  private static final int SECONDS = FullRun.choose(6, 30);
  /** Who comes while the first second is under way begins at its end at the latest. */
  private static final int PROVEN_SECONDS = SECONDS - 2;
  private static final int KINDS_SECONDS = FullRun.choose(7, 30);
  /** A file begins when its broadcaster does, and nobody can watch before. */
  private static final int KINDS_PROVEN_SECONDS = FullRun.choose(2, 24);
  private static final Figures FIGURES = Figures.of("sources");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void soundAloneGoesThrough() throws IOException {
    goesThrough(Track.AUDIO, "aac", "-vn");
  }

  @Test
  void pictureAloneGoesThrough() throws IOException {
    goesThrough(Track.VIDEO, "h264", "-an", "-bf", "2");
  }

  @Test
  void whatComesByAnyKindOfSourceIsTheSameAtAPlayer() throws IOException {
    Media media = new Media(processes.files());
    Path source = media.clip("source", KINDS_SECONDS);
    Path transportStream = media.transportStream(source);
    BanyanProcess tcp = broadcast("tcp", "tcp://127.0.0.1:0");
    BanyanProcess udp = broadcast("udp", "udp://127.0.0.1:0");
    BanyanProcess stdin = network.broadcastPiped();
    List.of(tcp, udp, stdin).forEach(BanyanProcess::ready);
    try (Encoder byTcp = Encoder.post(source, tcp); Encoder byUdp = Encoder.post(source, udp)) {
      Encoder.pipe(transportStream, stdin);
      LiveReader tcpPlayer = LiveReader.open("tcp", tcp.ready());
      LiveReader udpPlayer = LiveReader.open("udp", udp.ready());
      LiveReader stdinPlayer = LiveReader.open("stdin", stdin.ready());
      BanyanProcess ts = broadcast("ts", transportStream.toString());
      LiveReader tsPlayer = LiveReader.open("ts", ts.ready());
      BanyanProcess mp4 = broadcast("mp4", source.toString());
      LiveReader mp4Player = LiveReader.open("mp4", mp4.ready());

      byTcp.awaitAllAt(tcp, KINDS_SECONDS);
      byUdp.awaitAllAt(udp, KINDS_SECONDS);
      tcp.terminate();
      udp.terminate();
      // Those that come to an end end the channel by themselves.
      for (BanyanProcess each : List.of(tcp, udp, stdin, ts, mp4)) {
        assertEquals(0, each.exitCode(LocalNetwork.SOON.plusSeconds(KINDS_SECONDS)), each.name());
      }
      for (LiveReader player : List.of(tcpPlayer, udpPlayer, stdinPlayer, tsPlayer, mp4Player)) {
        assertArrived(media, source, player);
      }
    }
  }

  private BanyanProcess broadcast(String name, String source) {
    String key = processes.files().resolve(name + ".key").toAbsolutePath().toString();
    return network.broadcast("--source", source, "--key", key);
  }

  private void assertArrived(Media media, Path source, LiveReader player) throws IOException {
    LocalNetwork.await("the stream ends").until(player::hasEnded);
    player.close();
    Path arrived = processes.files().resolve(player.name() + "-arrived.ts").toAbsolutePath();
    Files.write(arrived, player.bytes());
    assertEquals("", media.complaints(arrived), player.name());
    for (Track track : Track.values()) {
      double seconds = track.seconds(media.assertPacketsArrived(source, arrived, track));
      assertTrue(seconds >= KINDS_PROVEN_SECONDS, () -> player.name() + ": only " + seconds + " s of " + track);
      FIGURES.add(player.name() + "." + track + ".equal", seconds, "s", 1);
    }
  }

  private void goesThrough(Track track, String codec, String... encoding) throws IOException {
    Media media = new Media(processes.files());
    Path source = media.clip("source", SECONDS, encoding);
    BanyanProcess root = network.broadcast("--source", "http://127.0.0.1:0/");
    BanyanProcess relay =
        network.relay(String.valueOf(root.ready().link()), "--parent", LocalNetwork.address(root.ready()));
    LocalNetwork.await("the relay is attached").until(() -> PeerStatus.of(relay.ready()).isAttached());
    Path arrived = processes.files().resolve("relay.ts").toAbsolutePath();
    try (Encoder encoder = Encoder.post(source, root);
        LiveReader player = LiveReader.open("relay", relay.ready())) {
      encoder.awaitAllAt(relay, SECONDS);
      // What a peer has it sends to its players before it goes.
      relay.terminate();
      assertEquals(0, relay.exitCode(Duration.ofSeconds(15)));
      LocalNetwork.await("the stream ends").until(player::hasEnded);
      Files.write(arrived, player.bytes());
    }
    assertEquals("", media.complaints(arrived));
    assertEquals(List.of(codec), media.codecs(arrived));
    double seconds = track.seconds(media.assertArrived(source, arrived, track));
    assertTrue(seconds >= PROVEN_SECONDS, () -> "only " + seconds + " s of " + track);
    FIGURES.add(track + ".alone.equal", seconds, "s", 1);
  }
}
