package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** An ffmpeg that sends a file to a broadcaster as a live encoder sends what it makes, at the pace of its times. */
final class Encoder implements AutoCloseable {
  private static final Duration LATE_AT_MOST = Duration.ofSeconds(30);

  private final OutsideProgram ffmpeg;
  private final BanyanProcess broadcaster;

  private Encoder(OutsideProgram ffmpeg, BanyanProcess broadcaster) {
    this.ffmpeg = ffmpeg;
    this.broadcaster = broadcaster;
  }

  /** @param broadcaster with a source that encoders send to, whatever the protocol */
  static Encoder post(Path file, BanyanProcess broadcaster) {
    String url = Objects.requireNonNull(broadcaster.ready().source());
    List<String> command = new ArrayList<>(List.of(
        "ffmpeg", "-nostdin", "-nostats", "-v", "error", "-re", "-i", file.toString(), "-c", "copy", "-f",
        url.startsWith("rtmp:") ? "flv" : "mpegts"));
    if (url.startsWith("http:")) {
      command.addAll(List.of("-method", "POST"));
    }
    command.add(url.startsWith("udp:") ? url + "?pkt_size=1316" : url);
    String log = "encoder-" + URI.create(url).getPort() + ".log";
    return new Encoder(OutsideProgram.start(file.resolveSibling(log), command), broadcaster);
  }

  /** As {@code cat file | banyan broadcast --source -}: as fast as it is read. */
  static void pipe(Path file, BanyanProcess to) {
    Thread writer = new Thread(() -> {
      try (OutputStream out = to.stdin()) {
        Files.copy(file, out);
      } catch (IOException e) {
        // It has ended before all was written: what arrived tells.
      }
    }, "pipe to " + to.name());
    writer.setDaemon(true);
    writer.start();
  }

  /** Waits until all of the file is sent, the broadcaster has made it into chunks, and a peer has the last of them. */
  void awaitAllAt(BanyanProcess peer, int fileSeconds) {
    assertEquals(0, ffmpeg.exitCode(LATE_AT_MOST.plusSeconds(fileSeconds)), ffmpeg::output);
    assertEquals("", ffmpeg.output());
    LocalNetwork.await("the broadcaster sees the encoder go")
        .until(() -> broadcaster.logLines().stream().anyMatch(line -> line.contains("The encoder is gone")));
    long newest = PeerStatus.of(broadcaster.ready()).window("newestSequence");
    LocalNetwork.await("the last chunk is at " + peer.name())
        .until(() -> PeerStatus.of(peer.ready()).window("newestSequence") == newest);
  }

  boolean isSending() {
    return ffmpeg.isAlive();
  }

  /** Kills it with SIGKILL if it still runs. */
  @Override
  public void close() {
    ffmpeg.close();
  }
}
