package banyan.player.watching;

import banyan.node.NodeStatus;
import banyan.node.PlaybackModel;
import java.util.Locale;
import java.util.Optional;

/** A viewer's figures in words. */
public final class ViewingReport {
  private ViewingReport() {}

  /** One line: how it goes just now. */
  public static String line(PlaybackModel.Figures f, Optional<NodeStatus> node) {
    String at = node.map(s -> s.parent().isPresent()
        ? "depth " + s.path().depth() + ", " + s.backups() + " backups, " + s.children() + " children"
        : "no parent yet").orElse("starting");
    String playing = f.pictureMicros() < 0 ? "waiting for the stream"
        : "played " + seconds(f.playedMicros()) + ", " + gaps(f) + ", " + f.lost() + " chunks lost";
    return playing + "  ·  " + at;
  }

  /** Several lines: how it was. */
  public static String summary(PlaybackModel.Figures f, long lagMicros, long delayMicros) {
    return String.join(System.lineSeparator(),
        "received   " + seconds(f.mediaMicros()) + " of media in " + f.chunks() + " chunks, " + f.lost() + " lost, "
            + f.repeated() + " repeated",
        "startup    " + (f.startupMicros() < 0 ? "never" : millis(f.startupMicros()) + " to the first chunk")
            + (f.pictureMicros() < 0 ? "" : ", " + millis(f.pictureMicros()) + " to playback"),
        "playback   " + seconds(f.playedMicros()) + ", " + gaps(f) + ", continuity "
            + String.format(Locale.ROOT, "%.4f", f.continuity()),
        "lag        " + (lagMicros < 0 ? "unknown" : millis(lagMicros) + " (age of the newest beat)")
            + (delayMicros < 0 ? "" : ", capture to delivery " + millis(delayMicros) + " median on this clock"));
  }

  private static String gaps(PlaybackModel.Figures f) {
    return f.gaps() == 0 ? "no gap"
        : f.gaps() + (f.gaps() == 1 ? " gap, " : " gaps, ") + millis(f.stalledMicros()) + " in all";
  }

  private static String seconds(long micros) {
    return String.format(Locale.ROOT, "%.1f s", micros / 1e6);
  }

  private static String millis(long micros) {
    return micros / 1_000 + " ms";
  }
}
