package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Media.Packet;
import banyan.launcher.acceptance.Media.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The clock of MPEG-TS starts over every 26.5 hours: players of a channel that is on air for longer play on. */
@Tag("long-on-air")
class LongOnAirAcceptanceTest {
  /** Beside other tests a browser takes seconds to begin, and has to have begun when it happens. */
  private static final Duration BEFORE = Duration.ofSeconds(FullRun.choose(9, 20));
  private static final long CLOCK_TICKS = 1L << 33;
  private static final Duration BEHIND = Duration.ofSeconds(FullRun.choose(4, 20));
  private static final double PLAYED_SECONDS = BEFORE.plus(BEHIND).toSeconds() - 2;
  private static final long LAST = BEFORE.plus(BEHIND).toSeconds() * PatternClip.PICTURES_PER_SECOND;
  private static final Figures FIGURES = Figures.of("long-on-air");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void chromiumMpvAndFfplayPlayOnWhereTheChannelsClockStartsOver() throws Exception {
    try (AgedChannel channel = AgedChannel.open(BEFORE)) {
      BanyanProcess watch = network.watch(channel.link());
      String live = watch.ready().http() + "/live/" + watch.ready().channel() + ".ts";
      try (TwoWays ways = TwoWays.open(processes, watch)) {
        channel.begin();
        try (LiveReader reader = LiveReader.open("viewer", watch.ready());
            Player mpv = Player.mpv(processes.files(), live);
            Player ffplay = Player.ffplay(processes.files(), live)) {
          ways.watchUntil(LAST, LocalNetwork.SOON.plus(BEFORE).plus(BEHIND));
          ways.assertPlayedOn(FIGURES, "start-over", BEFORE.toSeconds() * PatternClip.PICTURES_PER_SECOND);
          channel.end();
          LocalNetwork.await("the viewer's peer knows").until(() -> PeerStatus.of(watch.ready()).isEnded());
          watch.terminate();
          mpv.assertPlayedWell(PLAYED_SECONDS);
          ffplay.assertPlayedWell(PLAYED_SECONDS);
          assertStartedOver(reader);
        }
      }
    }
  }

  /** Or else all this has shown nothing. */
  private void assertStartedOver(LiveReader reader) throws IOException {
    Path arrived = Files.write(processes.files().resolve("arrived.ts").toAbsolutePath(), reader.bytes());
    List<Packet> pictures = new Media(processes.files()).packets(arrived, Track.VIDEO);
    long first = pictures.get(0).ptsTicks();
    long last = pictures.get(pictures.size() - 1).ptsTicks();
    assertTrue(Math.floorMod(first, CLOCK_TICKS) > Math.floorMod(last, CLOCK_TICKS), () -> first + " to " + last);
  }
}
