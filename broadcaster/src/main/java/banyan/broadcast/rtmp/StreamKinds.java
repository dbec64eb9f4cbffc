package banyan.broadcast.rtmp;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.Tracks;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a published stream is made of. RTMP has no table that says so: metadata may, and what comes tells. Of what is
 * only announced and does not come, viewers must not be told for long, since players would wait for it.
 */
final class StreamKinds {
  private static final long BELIEVED_TICKS = 3 * AccessUnit.TICKS_PER_SECOND;

  private boolean announcedVideo;
  private boolean announcedAudio;
  private boolean hasVideo;
  private boolean hasAudio;
  private boolean started;
  private long startTicks;
  private @Nullable Tracks told;

  /** Metadata names a codec for each kind that is to come. */
  void announced(Amf metadata) {
    announcedVideo = names(metadata.get("videocodecid"));
    announcedAudio = names(metadata.get("audiocodecid"));
  }

  private static boolean names(Amf codec) {
    return !codec.asText().isEmpty() || codec.asNumber() != 0;
  }

  /** Its decoder's configuration has come. */
  void hasVideo() {
    hasVideo = true;
  }

  void hasAudio() {
    hasAudio = true;
  }

  /** What to tell of the stream before its unit of this time, if that is new. */
  Optional<Tracks> at(long ticks) {
    if (!started) {
      started = true;
      startTicks = ticks;
    }
    boolean isEarly = Math.abs(ticks - startTicks) < BELIEVED_TICKS;
    Tracks now = new Tracks(hasVideo || announcedVideo && isEarly, hasAudio || announcedAudio && isEarly);
    if (now.equals(told)) {
      return Optional.empty();
    }
    told = now;
    return Optional.of(now);
  }
}
