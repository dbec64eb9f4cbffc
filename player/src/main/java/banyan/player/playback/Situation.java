package banyan.player.playback;

import banyan.node.NodeStatus;
import banyan.player.watching.ChannelState;
import java.util.Optional;

/**
 * What is going on, in a viewer's words.
 *
 * @param kind how much it matters
 * @param headline a few words
 * @param advice what to make of it, a sentence or two; empty where there is nothing to say
 */
public record Situation(Kind kind, String headline, String advice) {
  /** How much it matters. */
  public enum Kind {
    /** No channel is on. */
    IDLE,
    /** The picture plays. */
    PLAYING,
    /** There will be a picture soon. */
    STARTING,
    /** The picture has stopped, or will not come for a while; it comes back by itself. */
    WAITING,
    /** Nothing more will come. */
    ENDED
  }

  private static final long SECOND = 1_000_000;
  /** Finding a peer takes less than one second where there is one. */
  private static final long LOOKING_MICROS = 6 * SECOND;
  private static final long STARTING_MICROS = 8 * SECOND;

  static final Situation NO_CHANNEL = new Situation(
      Kind.IDLE, "Nothing is on", "Choose a channel from the list, or paste a banyan:// link above.");

  /** Nothing here can decode the picture. */
  public static final Situation NO_DECODER = new Situation(
      Kind.ENDED, "This computer cannot decode the picture here",
      "A library is missing. On Debian and Ubuntu: apt-get install libavcodec59 libavformat59 (any version from 54 to "
          + "60 will do), then start Banyan again. Until then the channel plays elsewhere:");
  private static final Situation PLAYS = new Situation(Kind.PLAYING, "", "");
  private static final Situation OVER = new Situation(
      Kind.ENDED, "The broadcaster has ended this channel",
      "Should it go on air again, it will play here by itself.");

  /**
   * Says how it is.
   *
   * @param state of the channel that is on; empty if none is
   * @param isMoving whether the picture moves
   */
  public static Situation of(Optional<ChannelState> state, boolean isMoving, long nowMicros) {
    if (state.isEmpty()) {
      return NO_CHANNEL;
    }
    ChannelState now = state.get();
    if (isMoving) {
      return PLAYS;
    }
    if (now.hasEnded() && !now.flows(nowMicros)) {
      return OVER;
    }
    if (now.clockApartMillis() != 0) {
      return clocksApart(now.clockApartMillis());
    }
    return now.flows(nowMicros) ? starting(now, nowMicros) : waiting(now, nowMicros);
  }

  private static Situation starting(ChannelState now, long nowMicros) {
    long since = nowMicros - Math.max(now.tunedAtMicros(), now.streamBeganAtMicros());
    return since < STARTING_MICROS
        ? new Situation(Kind.STARTING, "Starting", "")
        : new Situation(Kind.WAITING, "Still starting",
            "The stream arrives, but there is no picture yet. A channel that sends keyframes rarely takes longer.");
  }

  private static Situation waiting(ChannelState now, long nowMicros) {
    NodeStatus.Phase phase = now.node().map(NodeStatus::phase).orElse(NodeStatus.Phase.JOINING);
    boolean wasOn = now.streamAtMicros() >= 0;
    return switch (phase) {
      case ATTACHED -> wasOn
          ? new Situation(Kind.WAITING, "The broadcaster is sending nothing",
              "The connection stands. The picture comes back as soon as there is one.")
          : nowMicros - now.tunedAtMicros() < LOOKING_MICROS
              ? new Situation(Kind.STARTING, "Connected", "Waiting for the first picture.")
              : new Situation(Kind.WAITING, "The channel is there, and sends nothing",
                  "The broadcaster's encoder may not be running yet. It will play as soon as it does.");
      case IDLE, JOINING -> nowMicros - now.tunedAtMicros() < LOOKING_MICROS
          ? new Situation(Kind.STARTING, "Looking for the channel", "")
          : new Situation(Kind.WAITING, "Nobody on this channel answers",
              "The broadcaster may be off air, the link old, or this computer offline. Still trying.");
      case ORPHANED -> new Situation(Kind.WAITING, "The connection was lost",
          "Looking for another way to the channel. The broadcaster may be away for a moment.");
      case LEAVING, STOPPED -> new Situation(Kind.ENDED, "Leaving", "");
    };
  }

  private static Situation clocksApart(long millis) {
    String apart = duration(Math.abs(millis));
    return new Situation(Kind.WAITING, "This computer's clock and the broadcaster's differ by " + apart,
        "A stream that is not of this moment is refused. Set this computer's date and time; if they are right, the "
            + "broadcaster's are wrong.");
  }

  private static String duration(long millis) {
    long seconds = millis / 1_000;
    return seconds < 120 ? seconds + " s" : seconds < 7_200 ? seconds / 60 + " minutes" : seconds / 3_600 + " hours";
  }

  /** What a person is told of a new beginning. */
  public static String words(PlaybackWatchdog.Cause cause) {
    return switch (cause) {
      case ENDED -> "The player had run out of picture: it goes on at the live moment.";
      case FAILED -> "The player had failed: it was started anew.";
      case FROZEN -> "The picture had stopped: it goes on at the live moment.";
      case NEVER_BEGAN -> "There was no picture for long: the player was started anew.";
      case LATE -> "The picture had fallen behind: it has caught up with the live moment.";
      case BEGAN_LATE -> "The picture began late: it has caught up with the live moment.";
      case WOKE -> "This computer was asleep or busy: the picture goes on at the live moment.";
    };
  }
}
