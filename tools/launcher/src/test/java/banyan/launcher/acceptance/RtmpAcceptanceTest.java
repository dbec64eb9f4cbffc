package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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

/** An encoder publishes by RTMP: what comes out is what went in, whoever else tries, and however often it is killed. */
@Tag("rtmp")
class RtmpAcceptanceTest {
  private static final int SECONDS = FullRun.choose(6, 60);
  /** Who comes while the first second is under way begins at its end at the latest. */
  private static final int PROVEN_SECONDS = FullRun.choose(4, 55);
  /** A millisecond: RTMP has no finer times. */
  private static final long IN_STEP_TICKS = 90;
  private static final int KILLS = FullRun.choose(1, 10);
  /** Chunks of an encoder before it is killed: some seconds. */
  private static final int CHUNKS = FullRun.choose(15, 30);
  private static final double RESUMED_WITHIN_MILLIS = 2_000;
  private static final Duration REFUSED_WITHIN = Duration.ofSeconds(20);
  private static final Figures FIGURES = Figures.of("rtmp");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void whatFfmpegPublishesIsTheSameAtTheBroadcasterAndAtARelay() throws IOException {
    Media media = new Media(processes.files());
    Path source = media.clip("source", SECONDS, "-bf", "3");
    BanyanProcess root = network.broadcast("--source", "rtmp://127.0.0.1:0/live");
    BanyanProcess relay =
        network.relay(String.valueOf(root.ready().link()), "--parent", LocalNetwork.address(root.ready()));
    LocalNetwork.await("the relay is attached").until(() -> PeerStatus.of(relay.ready()).isAttached());
    try (Encoder encoder = Encoder.post(source, root);
        LiveReader above = LiveReader.open("broadcaster", root.ready());
        LiveReader below = LiveReader.open("relay", relay.ready())) {
      encoder.awaitAllAt(relay, SECONDS);
      for (BanyanProcess each : List.of(relay, root)) {
        each.terminate();
        assertEquals(0, each.exitCode(Duration.ofSeconds(15)), each.name());
      }
      LocalNetwork.await("the streams end").until(() -> above.hasEnded() && below.hasEnded());
      below.assertSameAs(above);
      Path sent = media.transportStream(source);
      for (LiveReader reader : List.of(above, below)) {
        Path arrived = processes.files().resolve(reader.name() + ".ts").toAbsolutePath();
        Files.write(arrived, reader.bytes());
        assertEquals("", media.complaints(arrived), reader.name());
        assertInStep(media, sent, arrived, reader.name());
        for (Track track : Track.values()) {
          // Bytes that are the same at both decode to the same.
          int packets = reader == below
              ? media.assertArrived(source, arrived, track) : media.assertPacketsArrived(source, arrived, track);
          double seconds = track.seconds(packets);
          assertTrue(seconds >= PROVEN_SECONDS, () -> reader.name() + ": only " + seconds + " s of " + track);
          FIGURES.add(reader.name() + "." + track + ".equal", seconds, "s", packets);
        }
      }
    }
  }

  private static void assertInStep(Media media, Path sent, Path arrived, String where) {
    long spread = media.outOfStepTicks(sent, arrived);
    assertTrue(spread <= IN_STEP_TICKS, () -> where + ": out of step by " + spread + " ticks");
    FIGURES.add(where + ".out-of-step.max", spread / 90.0, "ms", 1);
  }

  @Test
  void oneEncoderIsTakenWithTheKeyAndViewersStayWhenItIsKilledAndComesBack() throws IOException {
    Media media = new Media(processes.files());
    Path clip = media.clip("source", 4, "-bf", "2");
    BanyanProcess root = network.broadcast("--source", "rtmp://127.0.0.1:0/live", "--grace", "60s");
    String url = String.valueOf(root.ready().source());
    String key = url.substring(url.lastIndexOf('/') + 1);
    assertShown(root, "Stream Key   " + key);
    assertEquals(key, Files.readAllLines(Path.of(network.channelKey() + ".stream")).get(1), "kept beside the key");
    BanyanProcess watch = network.watch(String.valueOf(root.ready().link()));
    LocalNetwork.await("the viewer is attached").until(() -> PeerStatus.of(watch.ready()).isAttached());

    assertRefused(root, encoder(clip, url + "x", "wrong-key"), "The encoder's stream key is wrong");
    assertRefused(root, encoder(clip, url.replace("/live/", "/stream/"), "wrong-app"), "here it is 'live'");
    double[] resumed = new double[KILLS];
    OutsideProgram first = encoder(clip, url, "encoder-0");
    try (first; LiveReader viewer = LiveReader.open("viewer", watch.ready())) {
      awaitMore(watch);
      assertRefused(root, encoder(clip, url, "second"), "Another encoder, 127.0.0.1:");
      OutsideProgram before = first;
      for (int i = 0; i < KILLS; i++) {
        before.close();
        int gone = i + 1;
        LocalNetwork.await("the broadcaster knows").until(() -> count(root, "The encoder is gone") == gone);
        before = encoder(clip, url, "encoder-" + gone);
        LocalNetwork.await("the encoder is back").until(() -> count(root, "Encoder connected") == gone + 1);
        long back = System.nanoTime();
        LocalNetwork.await("playback resumes").until(() -> viewer.firstArrivalAfter(back) != -1);
        resumed[i] = (viewer.firstArrivalAfter(back) - back) / 1e6;
        awaitMore(watch);
      }
      before.close();
      assertFalse(viewer.hasEnded(), "the player was disconnected");
    }
    PeerStatus end = PeerStatus.of(watch.ready());
    assertAll(
        () -> assertTrue(end.isAttached(), "the viewer is attached"),
        () -> assertEquals(0, end.counter("parentChanges"), "changes of parents"),
        () -> assertEquals(0, end.counter("chunksLost"), "lost"),
        () -> assertEquals(PeerStatus.of(root.ready()).window("epoch"), end.window("epoch"), "one epoch"),
        () -> assertEquals(KILLS, PeerStatus.of(root.ready()).source("discontinuities"), "discontinuities"),
        () -> assertFalse(root.logLines().toString().contains("Exception"), root.logLines()::toString));
    FIGURES.addSpread("resumed-after", "ms", resumed);
    for (double millis : resumed) {
      assertTrue(millis <= RESUMED_WITHIN_MILLIS, () -> "playback resumed after " + millis + " ms");
    }
  }

  private OutsideProgram encoder(Path clip, String url, String name) {
    return OutsideProgram.start(clip.resolveSibling(name + ".log"), List.of(
        "ffmpeg", "-nostdin", "-nostats", "-v", "error", "-re", "-stream_loop", "-1", "-i", clip.toString(), "-c",
        "copy", "-f", "flv", url));
  }

  /** The encoder ends and shows why, and so does the broadcaster, once. */
  private static void assertRefused(BanyanProcess root, OutsideProgram encoder, String says) {
    try (encoder) {
      assertNotEquals(0, encoder.exitCode(REFUSED_WITHIN), says);
      assertTrue(encoder.output().contains(says), encoder::output);
      assertShown(root, says);
      assertEquals(1, count(root, says), root.logLines()::toString);
    }
  }

  private static void assertShown(BanyanProcess root, String says) {
    LocalNetwork.await("the broadcaster says: " + says).until(() -> count(root, says) > 0);
  }

  private static long count(BanyanProcess root, String says) {
    return root.logLines().stream().filter(line -> line.contains(says)).count();
  }

  private static void awaitMore(BanyanProcess watch) {
    long before = PeerStatus.of(watch.ready()).playback("chunks");
    LocalNetwork.await("media comes")
        .until(() -> PeerStatus.of(watch.ready()).playback("chunks") >= before + CHUNKS);
  }
}
