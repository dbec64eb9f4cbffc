package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With {@code --tone} the test source beeps and flashes once a second, in step, at whoever plays the stream. */
@Tag("tone")
class ToneAcceptanceTest {
  /** Longer than the loop of sound, so that somewhere in it the loop begins anew. */
  private static final int SECONDS = FullRun.choose(9, 120);
  private static final int PROVEN_SECONDS = FullRun.choose(5, 110);
  private static final double APART_AT_MOST_MILLIS = 20;
  private static final Figures FIGURES = Figures.of("tone");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void beepsAndFlashesArriveInStep() throws IOException {
    BanyanProcess root = network.broadcast("--tone", "--source", "test:320x180@30");
    BanyanProcess relay =
        network.relay(String.valueOf(root.ready().link()), "--parent", LocalNetwork.address(root.ready()));
    LocalNetwork.await("the channel says that it has sound and picture").until(() -> {
      PeerStatus status = PeerStatus.of(relay.ready());
      return status.described("audioCodec").equals("aac") && status.described("videoCodec").equals("h264");
    });
    Path arrived = processes.files().resolve("arrived.ts").toAbsolutePath();
    try (LiveReader player = LiveReader.open("relay", relay.ready())) {
      long enough = PeerStatus.of(root.ready()).source("videoUnits") + 30L * SECONDS;
      LocalNetwork.await("the stream has gone on for long enough")
          .atMost(LocalNetwork.SOON.plusSeconds(SECONDS))
          .until(() -> PeerStatus.of(root.ready()).source("videoUnits") >= enough);
      // What a peer has it sends to its players before it goes.
      relay.terminate();
      assertEquals(0, relay.exitCode(Duration.ofSeconds(15)));
      LocalNetwork.await("the stream ends").until(player::hasEnded);
      Files.write(arrived, player.bytes());
    }
    Media media = new Media(processes.files());
    assertEquals("", media.complaints(arrived));

    SyncMeasure measure = SyncMeasure.of(media, arrived);
    double[] apart = measure.soundBehindPictureMillis();
    assertTrue(apart.length >= PROVEN_SECONDS, () -> "only " + apart.length + " flashes with a beep: " + measure);
    for (double millis : apart) {
      assertEquals(0, millis, APART_AT_MOST_MILLIS, measure::toString);
    }
    List<Double> beeps = measure.beepSeconds();
    for (int i = 1; i < beeps.size(); i++) {
      assertEquals(1, beeps.get(i) - beeps.get(i - 1), 0.001, measure::toString);
    }
    FIGURES.addSpread("beep.behind.flash", "ms", apart);
  }
}
