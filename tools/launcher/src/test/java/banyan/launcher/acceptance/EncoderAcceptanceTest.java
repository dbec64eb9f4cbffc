package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Media.Packet;
import banyan.launcher.acceptance.Media.Track;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An encoder is killed and comes back: viewers stay, and picture and sound go on, in step. */
@Tag("encoder")
class EncoderAcceptanceTest {
  private static final int RESTARTS = FullRun.choose(1, 10);
  private static final Duration AWAY = Duration.ofSeconds(FullRun.choose(2, 5));
  /** Chunks of an encoder before it is killed: some seconds. */
  private static final int CHUNKS = FullRun.choose(25, 50);
  private static final int CLIP_SECONDS = FullRun.choose(8, 12);
  private static final double RESUMED_WITHIN_MILLIS = 1_000;
  /** A millisecond. */
  private static final long IN_STEP_TICKS = 90;
  private static final Figures FIGURES = Figures.of("encoder");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void viewersStayAndPictureAndSoundGoOnInStepWhenAnEncoderIsKilledAndComesBack() throws Exception {
    Media media = new Media(processes.files());
    Path clip = media.clip("source", CLIP_SECONDS, "-bf", "2");
    BanyanProcess root = network.broadcast("--source", "tcp://127.0.0.1:0");
    BanyanProcess watch = network.watch(String.valueOf(root.ready().link()));
    LocalNetwork.await("the viewer is attached").until(() -> PeerStatus.of(watch.ready()).isAttached());
    double[] resumed = new double[RESTARTS];
    try (TcpTap tap = new TcpTap(URI.create(Objects.requireNonNull(root.ready().source())).getPort())) {
      OutsideProgram first = encoder(clip, tap, 0);
      try (first; LiveReader viewer = LiveReader.open("viewer", watch.ready())) {
        awaitMore(watch);
        OutsideProgram before = first;
        for (int i = 0; i < RESTARTS; i++) {
          before.close();
          int gone = i + 1;
          LocalNetwork.await("the broadcaster knows").until(() -> encodersGone(root) == gone);
          long wasKilled = System.nanoTime();
          LocalNetwork.await("it is away").until(() -> System.nanoTime() - wasKilled > AWAY.toNanos());
          before = encoder(clip, tap, gone);
          LocalNetwork.await("the encoder is back").until(() -> tap.passages().size() == gone + 1);
          long back = tap.passages().get(gone).firstByteNanos();
          LocalNetwork.await("playback resumes").until(() -> viewer.firstArrivalAfter(back) != -1);
          resumed[i] = (viewer.firstArrivalAfter(back) - back) / 1e6;
          awaitMore(watch);
        }
        before.close();
        LocalNetwork.await("the last encoder is gone").until(() -> encodersGone(root) == RESTARTS + 1);
        assertUndisturbed(root, watch, viewer);
        Path arrived = Files.write(processes.files().resolve("arrived.ts").toAbsolutePath(), viewer.bytes());
        double apart = assertInStep(media, tap, arrived);
        FIGURES.addSpread("resumed-after", "ms", resumed);
        FIGURES.add("out-of-step.max", apart, "ms", RESTARTS + 1);
      }
    }
    for (double millis : resumed) {
      assertTrue(millis <= RESUMED_WITHIN_MILLIS, () -> "playback resumed after " + millis + " ms");
    }
  }

  private OutsideProgram encoder(Path clip, TcpTap tap, int number) {
    return OutsideProgram.start(clip.resolveSibling("encoder-" + number + ".log"), List.of(
        "ffmpeg", "-nostdin", "-nostats", "-v", "error", "-re", "-stream_loop", "-1", "-i", clip.toString(), "-c",
        "copy", "-f", "mpegts", "tcp://127.0.0.1:" + tap.port()));
  }

  private static void awaitMore(BanyanProcess watch) {
    long before = PeerStatus.of(watch.ready()).playback("chunks");
    Awaitility.await("media comes").atMost(LocalNetwork.SOON).pollInterval(Duration.ofMillis(20))
        .until(() -> PeerStatus.of(watch.ready()).playback("chunks") >= before + CHUNKS);
  }

  private static long encodersGone(BanyanProcess root) {
    return root.logLines().stream().filter(line -> line.contains("The encoder is gone")).count();
  }

  private static void assertUndisturbed(BanyanProcess root, BanyanProcess watch, LiveReader viewer) {
    PeerStatus end = PeerStatus.of(watch.ready());
    assertFalse(viewer.hasEnded(), "the player was disconnected");
    assertAll(
        () -> assertTrue(end.isAttached(), "the viewer is attached"),
        () -> assertEquals(0, end.counter("parentChanges"), "changes of parents"),
        () -> assertEquals(0, end.counter("chunksLost"), "lost"),
        () -> assertEquals(PeerStatus.of(root.ready()).window("epoch"), end.window("epoch"), "one epoch"),
        () -> assertEquals(RESTARTS, PeerStatus.of(root.ready()).source("discontinuities"), "discontinuities"));
  }

  /**
   * Every packet that a viewer got is matched with the one that was sent, and the distance between their times must be
   * the same for all of an encoder, pictures and sound alike.
   *
   * @return by how many milliseconds two of an encoder were apart at most
   */
  private double assertInStep(Media media, TcpTap tap, Path arrived) throws IOException {
    Map<Track, Received> received = new EnumMap<>(Track.class);
    for (Track track : Track.values()) {
      received.put(track, new Received(media.packets(arrived, track)));
    }
    long apart = 0;
    for (int encoder = 0; encoder < tap.passages().size(); encoder++) {
      Path sent = processes.files().resolve("sent-" + encoder + ".ts").toAbsolutePath();
      Files.write(sent, tap.passages().get(encoder).bytes());
      long least = Long.MAX_VALUE;
      long most = Long.MIN_VALUE;
      for (Map.Entry<Track, Received> of : received.entrySet()) {
        Track track = of.getKey();
        List<Long> offsets = of.getValue().match(media.packets(sent, track));
        double seconds = track.seconds(offsets.size());
        int number = encoder;
        assertTrue(seconds >= 1, () -> "only " + seconds + " s of " + track + " of encoder " + number + " arrived");
        for (long offset : offsets) {
          least = Math.min(least, offset);
          most = Math.max(most, offset);
        }
      }
      long spread = most - least;
      int number = encoder;
      assertTrue(spread <= IN_STEP_TICKS, () -> "encoder " + number + ": out of step by " + spread + " ticks");
      apart = Math.max(apart, spread);
    }
    received.forEach((track, packets) ->
        assertEquals(packets.all.size(), packets.matched, "of all packets of " + track + ", those that were sent"));
    return apart / 90.0;
  }

  /** A track as a viewer got it, from one encoder after the other. */
  private static final class Received {
    private final List<Packet> all;
    private int matched;

    Received(List<Packet> all) {
      this.all = all;
    }

    /** Takes what comes of the next encoder; returns how far the times of those that are the same are apart. */
    List<Long> match(List<Packet> sent) {
      List<Long> offsets = new ArrayList<>();
      for (Packet packet : sent) {
        if (matched < all.size() && all.get(matched).hash().equals(packet.hash())) {
          offsets.add(all.get(matched).ptsTicks() - packet.ptsTicks());
          matched++;
        }
      }
      return offsets;
    }
  }
}
