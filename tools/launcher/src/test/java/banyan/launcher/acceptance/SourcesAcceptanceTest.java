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

/** A stream need not have both picture and sound. */
@Tag("sources")
class SourcesAcceptanceTest {
  private static final int SECONDS = FullRun.choose(6, 30);
  /** Who comes while the first second is under way begins at its end at the latest. */
  private static final int PROVEN_SECONDS = SECONDS - 2;
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
