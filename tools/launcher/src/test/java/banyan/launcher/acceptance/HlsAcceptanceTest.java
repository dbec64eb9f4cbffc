package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Media.Packet;
import banyan.launcher.acceptance.Media.Track;
import banyan.program.ReadyLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What ffmpeg gets by HLS is what the endless stream brings: every picture and every piece of sound, at its time. */
@Tag("hls")
class HlsAcceptanceTest {
  private static final int PLAYED_SECONDS = FullRun.choose(4, 60);
  /** The first segments come after a second, and players stay three of them behind. */
  private static final int CLIP_SECONDS = PLAYED_SECONDS + 16;
  private static final Duration PLAYED_WITHIN = Duration.ofSeconds(PLAYED_SECONDS + 40);
  private static final int CHUNKS_BEFORE = 15;
  private static final Figures FIGURES = Figures.of("hls");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void everyPeersPlaylistsBringThePicturesAndTheSoundOfTheEndlessStream() throws IOException {
    Media media = new Media(processes.files());
    // Two seconds from key picture to key picture: a session's segments begin between them.
    Path clip = media.clip("source", CLIP_SECONDS, "-bf", "2", "-g", "60", "-keyint_min", "60", "-sc_threshold", "0");
    BanyanProcess root = network.broadcast("--source", "http://127.0.0.1:0/");
    String link = String.valueOf(root.ready().link());
    BanyanProcess relay = network.relay(link);
    BanyanProcess watch = network.watch(link);
    for (BanyanProcess peer : List.of(relay, watch)) {
      LocalNetwork.await(peer.name() + " is attached").until(() -> PeerStatus.of(peer.ready()).isAttached());
    }
    try (Encoder encoder = Encoder.post(clip, root); LiveReader endless = LiveReader.open("watch", watch.ready())) {
      LocalNetwork.await("a second is there")
          .until(() -> PeerStatus.of(watch.ready()).counter("chunksDelivered") >= CHUNKS_BEFORE);
      Path sliding = file("sliding.ts");
      Path session = file("session.ts");
      Path sessionAtRoot = file("session-at-root.ts");
      try (OutsideProgram one = copy(url(relay.ready(), "index.m3u8"), sliding);
          OutsideProgram two = copy(url(watch.ready(), "session.m3u8"), session);
          OutsideProgram three = copy(url(root.ready(), "session.m3u8"), sessionAtRoot)) {
        assertEquals(List.of("aac", "h264"), codecs(url(watch.ready(), "index.m3u8")));
        assertEquals(List.of("aac", "h264"), codecs(url(relay.ready(), "session.m3u8")));
        for (OutsideProgram program : List.of(one, two, three)) {
          assertEquals(0, program.exitCode(PLAYED_WITHIN), program::output);
          assertEquals("", program.output());
        }
      }
      assertTrue(encoder.isSending(), "a player was ended by its count of pictures, not by the stream");
      Path all = Files.write(file("endless.ts"), endless.bytes());
      for (Path played : List.of(sliding, session, sessionAtRoot)) {
        for (Track track : Track.values()) {
          assertIsPartOf(media.packets(all, track), media.packets(played, track), played, track);
        }
      }
    }
  }

  private Path file(String name) {
    return processes.files().resolve(name).toAbsolutePath();
  }

  private static String url(ReadyLine ready, String path) {
    return ready.http() + "/live/" + ready.channel() + "/" + path;
  }

  private static OutsideProgram copy(String url, Path to) {
    return OutsideProgram.start(to.resolveSibling(to.getFileName() + ".log"), List.of(
        "ffmpeg", "-nostdin", "-nostats", "-v", "warning", "-y", "-i", url, "-map", "0:v", "-map", "0:a", "-c", "copy",
        "-frames:v", Integer.toString(PLAYED_SECONDS * Media.PICTURES_PER_SECOND), to.toString()));
  }

  private List<String> codecs(String url) {
    return OutsideProgram.run(file("ffprobe.log"), List.of(
        "ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", url))
        .lines().map(String::strip).filter(line -> !line.isEmpty()).distinct().sorted().toList();
  }

  /** The same packets in the same order, none missing, each at the same distance from its time in the whole. */
  private static void assertIsPartOf(List<Packet> whole, List<Packet> part, Path played, Track track) {
    double seconds = track.seconds(part.size());
    String what = played.getFileName() + ", " + track;
    assertTrue(seconds >= PLAYED_SECONDS - 1, () -> "only " + seconds + " s of " + what);
    int from = Collections.indexOfSubList(
        whole.stream().map(Packet::hash).toList(), part.stream().map(Packet::hash).toList());
    assertTrue(from >= 0, () -> part.size() + " packets of " + what + " are no part of " + whole.size());
    List<Long> offsets = IntStream.range(0, part.size())
        .mapToObj(i -> part.get(i).ptsTicks() - whole.get(from + i).ptsTicks()).distinct().toList();
    assertEquals(1, offsets.size(), () -> "times of " + what + " are apart by " + offsets);
    FIGURES.add(played.getFileName() + "." + track + ".equal", seconds, "s", part.size());
  }
}
