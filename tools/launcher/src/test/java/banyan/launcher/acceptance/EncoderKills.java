package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Audience.Resumed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/** Kills an encoder, with SIGKILL, starts it again within the grace period, and watches whoever watches. */
final class EncoderKills {
  private static final Duration AWAY = Duration.ofSeconds(FullRun.choose(2, 5));
  private static final double RESUMED_WITHIN_MILLIS = 3_000;

  private final Processes processes;
  private final LocalNetwork network;
  private final Path home;
  private final BanyanProcess root;

  /** @param home for mpv; short, since a socket's path must be */
  EncoderKills(Processes processes, Path home) {
    this.processes = processes;
    this.home = home;
    this.network = new LocalNetwork(processes, List.of("env", "MPV_HOME=" + home));
    this.root = network.broadcast("--source", "rtmp://127.0.0.1:0/live", "--grace", "60s");
  }

  /** Where encoders are to send to, the stream key behind the last slash. */
  String url() {
    return String.valueOf(root.ready().source());
  }

  /** What the broadcaster has warned of. */
  List<String> warnings() {
    return root.logLines().stream().filter(line -> line.contains("WARNING")).toList();
  }

  /**
   * All who watch stay, and see it go on.
   *
   * @param encoder starts one; they are counted from 0
   * @param name of it in the figures
   */
  void judge(int kills, IntFunction<OutsideProgram> encoder, Figures figures, String name) throws IOException {
    double[] page = new double[kills];
    double[] mpv = new double[kills];
    OutsideProgram sends = encoder.apply(0);
    try (Audience audience = Audience.of(processes, network, home, root)) {
      for (int i = 0; i < kills; i++) {
        sends.close();
        long killed = System.nanoTime();
        int gone = i + 1;
        LocalNetwork.await("the broadcaster knows").until(() -> encodersGone() == gone);
        audience.awaitStandingStill();
        LocalNetwork.await("it is away").until(() -> System.nanoTime() - killed > AWAY.toNanos());
        audience.getReady();
        sends = encoder.apply(gone);
        Resumed resumed = audience.awaitResumed();
        page[i] = resumed.pageMillis();
        mpv[i] = resumed.mpvMillis();
        audience.awaitPlaying();
      }
      audience.assertStayed();
      assertEquals(kills, PeerStatus.of(root.ready()).source("discontinuities"), "discontinuities");
    } finally {
      sends.close();
    }
    figures.addSpread(name + ".page.plays-on", "ms", page);
    figures.addSpread(name + ".mpv.plays-on", "ms", mpv);
    for (int i = 0; i < kills; i++) {
      String after = "page " + page[i] + ", mpv " + mpv[i] + " ms after the first bytes";
      assertTrue(Math.max(page[i], mpv[i]) <= RESUMED_WITHIN_MILLIS, after);
    }
  }

  private long encodersGone() {
    return root.logLines().stream().filter(line -> line.contains("The encoder is gone")).count();
  }
}
