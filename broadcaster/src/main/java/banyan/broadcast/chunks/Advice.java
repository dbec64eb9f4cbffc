package banyan.broadcast.chunks;

import banyan.broadcast.media.Tracks;
import java.util.ArrayList;
import java.util.List;

/** What the person at the encoder should change, because it costs viewers something, in a sentence. */
public record Advice(Topic topic, String sentence) {
  /** What it is about: of one topic one sentence is enough. */
  public enum Topic {
    NO_JOIN_POINT, RARE_JOIN_POINTS, GRADUAL_REFRESH, RATE_ABOVE_DECLARED, LARGE_JOIN_PICTURES, TOO_SLOW, DAMAGED
  }

  /** Two seconds, and what rates such as 29.97 add to them. */
  private static final long MAX_JOIN_INTERVAL_MICROS = 2_100_000;
  private static final long MAX_WAIT_FOR_JOIN_MICROS = 10_000_000;
  /** Later than this, players with usual buffers have stalled. */
  private static final long MAX_BEHIND_MICROS = 3_000_000;
  /** Of the stream's peak rate: what takes longer to send delays all that comes behind it. */
  private static final long MAX_PICTURE_MICROS = 1_000_000;
  private static final long FEW_PIECES = 10;
  private static final long FEW_BYTES = 128 * 1024;
  private static final String SET_KEY_PICTURES =
      "set the encoder's keyframe interval to 1 or 2 s (OBS: Keyframe Interval; ffmpeg at 30 pictures/s: -g 60).";

  /**
   * All that these figures give cause for, the most important first.
   *
   * @param declaredBitsPerSecond the peak rate that peers were promised; 0 if that follows what is measured
   */
  public static List<Advice> on(MediaFigures seen, long declaredBitsPerSecond) {
    List<Advice> all = new ArrayList<>();
    boolean hasVideo = seen.tracks().filter(Tracks::video).isPresent();
    if (hasVideo && seen.sinceJoinMicros() > MAX_WAIT_FOR_JOIN_MICROS) {
      all.add(new Advice(Topic.NO_JOIN_POINT, "No key picture has come for " + seconds(seen.sinceJoinMicros())
          + " s: nobody who joins can see anything until one comes; " + SET_KEY_PICTURES));
    } else if (hasVideo && seen.joinIntervalMicros() > MAX_JOIN_INTERVAL_MICROS) {
      all.add(new Advice(Topic.RARE_JOIN_POINTS, "Key pictures come only every " + seconds(seen.joinIntervalMicros())
          + " s, and viewers wait for them: " + SET_KEY_PICTURES));
    }
    if (hasVideo && seen.refreshesGradually()) {
      all.add(new Advice(Topic.GRADUAL_REFRESH, "The encoder sends no key pictures but refreshes pictures bit by bit "
          + "(intra refresh): browsers cannot begin with that, and other players show nothing until a picture is "
          + "whole. Switch it off (OBS: x264 option intra-refresh=0; ffmpeg: -intra-refresh 0 -g 60)."));
    }
    if (declaredBitsPerSecond > 0 && seen.recentPeakBitsPerSecond() > declaredBitsPerSecond) {
      all.add(new Advice(Topic.RATE_ABOVE_DECLARED, "The stream takes " + seen.recentPeakBitsPerSecond() / 1_000
          + " kbit/s at its peak, more than the " + declaredBitsPerSecond / 1_000 + " declared by --rate, so peers "
          + "take more children than they can feed: raise --rate, or lower the encoder's rate."));
    }
    if (seen.behindMicros() > MAX_BEHIND_MICROS) {
      all.add(new Advice(Topic.TOO_SLOW, "The encoder sends less than a second of media a second, and is "
          + seconds(seen.behindMicros()) + " s behind: viewers will stall. Let it make less (a smaller picture, a "
          + "faster preset, a lower rate), or look at the connection to it."));
    }
    long rate = seen.recentPeakBitsPerSecond();
    long pictureMicros = rate == 0 ? 0 : seen.joinPictureBytes() * 8_000_000 / rate;
    if (seen.joinPictureBytes() > FEW_BYTES && pictureMicros > MAX_PICTURE_MICROS) {
      all.add(new Advice(Topic.LARGE_JOIN_PICTURES, "Key pictures of up to " + seen.joinPictureBytes() / 1_000
          + " kB take more than a second at the stream's rate and delay what follows: set a constant bit rate with a "
          + "small buffer (OBS: CBR; ffmpeg: -maxrate and -bufsize equal to -b:v)."));
    }
    if (seen.isDamagedOfLate() && seen.piecesDamaged() > FEW_PIECES) {
      all.add(new Advice(Topic.DAMAGED, "Parts of the stream came in damaged or were lost on the way (" + seen
          .piecesDamaged() + " so far): if it comes by UDP, use tcp:// or http:// instead, or a cable."));
    }
    return all;
  }

  private static long seconds(long micros) {
    return Math.round(micros / 1e6);
  }
}
