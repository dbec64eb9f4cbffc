package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Media.Packet;
import banyan.launcher.acceptance.Media.Track;
import banyan.testing.VirtualScreen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The real OBS streams by its normal «Custom…» service, and loses nothing; killed and started again, it goes on. */
@Tag("obs")
class ObsAcceptanceTest {
  private static final int SECONDS = FullRun.choose(20, 60);
  private static final int PROVEN_SECONDS = FullRun.choose(15, 55);
  private static final int KILLS = FullRun.choose(1, 3);
  private static final int CLIP_SECONDS = 10;
  /** It loads all of its plug-ins, and draws by software. */
  private static final Duration STARTED_WITHIN = Duration.ofSeconds(60);
  private static final Duration ENDED_WITHIN = Duration.ofSeconds(30);
  /** OBS counts the picture at which it stops, and does not send it. */
  private static final int COUNTED_WITHOUT_BEING_SENT = 1;
  private static final double TICKS_PER_SECOND = 90_000;
  private static final Figures FIGURES = Figures.of("obs");

  @RegisterExtension
  final Processes processes = new Processes();

  @TempDir
  Path home = Path.of("");

  @Test
  void whatObsStreamsArrivesWholeAtARelayAndTheNetworkDropsNothing() throws IOException {
    LocalNetwork network = new LocalNetwork(processes);
    BanyanProcess root = network.broadcast("--source", "rtmp://127.0.0.1:0/live");
    BanyanProcess relay =
        network.relay(String.valueOf(root.ready().link()), "--parent", LocalNetwork.address(root.ready()));
    Obs obs =
        Obs.settle(home, String.valueOf(root.ready().source()), clip(), Obs.Encoding.DEFAULT, SECONDS);
    Path arrived = processes.files().resolve("arrived.ts").toAbsolutePath();
    ObsLog said;
    try (VirtualScreen screen = VirtualScreen.start(1280, 720);
        OutsideProgram program = obs.start(screen.display(), processes.files().resolve("obs.log"))) {
      LocalNetwork.await("OBS streams").atMost(STARTED_WITHIN).until(() -> says(root, "Encoder connected"));
      LocalNetwork.await("the relay has media")
          .until(() -> PeerStatus.of(relay.ready()).counter("chunksDelivered") > 0);
      try (LiveReader player = LiveReader.open("relay", relay.ready())) {
        LocalNetwork.await("OBS stops streaming").atMost(ENDED_WITHIN.plusSeconds(SECONDS))
            .until(() -> says(root, "The encoder is gone"));
        program.interrupt();
        assertEquals(0, program.exitCode(ENDED_WITHIN), program::output);
        said = ObsLog.of(program.output());
        for (BanyanProcess each : List.of(root, relay)) {
          each.terminate();
          assertEquals(0, each.exitCode(Duration.ofSeconds(15)), each.name());
        }
        LocalNetwork.await("the stream ends").until(player::hasEnded);
        Files.write(arrived, player.bytes());
      }
    }
    assertEquals(0, said.dropped(), said::toString);
    assertWhole(new Media(processes.files()), arrived, said);
    assertFalse(root.logLines().toString().contains("Exception"), root.logLines()::toString);
  }

  private static void assertWhole(Media media, Path arrived, ObsLog said) {
    assertEquals("", media.complaints(arrived));
    assertEquals(List.of("aac", "h264"), media.codecs(arrived));
    Map<String, Integer> sizes = media.sizes(arrived);
    assertEquals(Set.of("640x360"), sizes.keySet());
    long missing = said.sent() - sizes.getOrDefault("640x360", 0);
    assertTrue(missing == 0 || missing == COUNTED_WITHOUT_BEING_SENT, () -> missing + " missing of " + said);
    for (Track track : Track.values()) {
      List<Packet> packets = media.packets(arrived, track);
      double seconds = seconds(packets, track);
      FIGURES.add("arrived." + track, seconds, "s", packets.size());
      assertTrue(seconds >= PROVEN_SECONDS, () -> "only " + seconds + " s of " + track);
    }
    assertEquals(said.skipped(), leftOut(media.packets(arrived, Track.VIDEO)), () -> "left out, of " + said);
    FIGURES.add("dropped", said.dropped(), "count", (int) said.sent());
    FIGURES.add("skipped", said.skipped(), "count", (int) said.sent());
    FIGURES.add("missed", said.missed(), "count", (int) said.sent());
  }

  /** From the first to the last, which must come in the order of their times. */
  private static double seconds(List<Packet> packets, Track track) {
    for (int i = 1; i < packets.size(); i++) {
      int at = i;
      assertTrue(packets.get(i).dtsTicks() > packets.get(i - 1).dtsTicks(), () -> track + ": number " + at);
    }
    return (packets.get(packets.size() - 1).dtsTicks() - packets.get(0).dtsTicks()) / TICKS_PER_SECOND;
  }

  /** Pictures that would have been between the others: OBS has numbers for those that it was too slow for. */
  private static long leftOut(List<Packet> pictures) {
    double span = seconds(pictures, Track.VIDEO) * Media.PICTURES_PER_SECOND;
    return Math.round(span) + 1 - pictures.size();
  }

  @Test
  void thePageAndMpvPlayOnWhenObsIsKilledAndStartedAgain() throws IOException {
    EncoderKills kills = new EncoderKills(processes, home);
    Obs obs = Obs.settle(home, kills.url(), clip(), Obs.Encoding.RECIPE, 0);
    try (VirtualScreen screen = VirtualScreen.start(1280, 720)) {
      kills.judge(KILLS, number -> obs.start(screen.display(), processes.files().resolve("obs-" + number + ".log")),
          FIGURES, "killed");
    }
    assertEquals(List.of(), kills.warnings().stream().filter(line -> line.contains("Key pictures")).toList());
  }

  /** The test pattern as OBS wants to play it. */
  private Path clip() throws IOException {
    Path pattern = PatternClip.write(processes.files().resolve("pattern.ts").toAbsolutePath(), CLIP_SECONDS);
    Path clip = pattern.resolveSibling("clip.mp4");
    OutsideProgram.run(pattern.resolveSibling("encoding.log"), Media.ffmpeg(
        "-i", pattern.toString(), "-vf", "scale=640:360:flags=neighbor", "-c:v", "libx264", "-preset", "veryfast",
        "-c:a", "aac", clip.toString()));
    return clip;
  }

  private static boolean says(BanyanProcess root, String words) {
    return root.logLines().stream().anyMatch(line -> line.contains(words));
  }
}
