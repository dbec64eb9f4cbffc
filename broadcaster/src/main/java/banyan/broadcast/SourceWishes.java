package banyan.broadcast;

import banyan.relay.crypto.ChannelKey;
import banyan.relay.crypto.KeyFileException;
import banyan.relay.crypto.StreamKeyFile;
import java.util.Optional;

/**
 * What a person asked for besides a source, where not every source can do it.
 *
 * @param loop play a file over and over
 * @param tone give the test pattern a voice
 * @param grace end the channel without its encoder
 * @param streamKey that encoders have to show
 * @param takeover let a second encoder take the first one's place
 */
record SourceWishes(boolean loop, boolean tone, boolean grace, Optional<String> streamKey, boolean takeover) {
  /** @throws IllegalArgumentException with a sentence for a person, if there is no such source or it cannot do that */
  Sources.Spec appliedTo(String name) {
    Sources.Spec source = Sources.parse(name);
    if (loop) {
      if (!(source instanceof Sources.Spec.MediaFile file)) {
        throw new IllegalArgumentException(
            "--loop is for files; the source " + name + " has no end to begin anew at.");
      }
      source = file.looped();
    }
    if (tone) {
      if (!(source instanceof Sources.Spec.Test test)) {
        throw new IllegalArgumentException("--tone is for the test source; " + name + " has a sound of its own.");
      }
      source = test.withTone();
    }
    if (grace && !source.takesEncoders()) {
      throw new IllegalArgumentException("--grace is for sources that encoders send to; " + name + " is none.");
    }
    if ((takeover || streamKey.isPresent()) && !(source instanceof Sources.Spec.Rtmp)) {
      throw new IllegalArgumentException((takeover ? "--takeover" : "--stream-key") + " is for RTMP: "
          + "--source rtmp://:1935/live; " + name + " asks for no key.");
    }
    if (streamKey.isPresent() && !StreamKeyFile.isKey(streamKey.get())) {
      throw new IllegalArgumentException("--stream-key takes 8 to 128 letters, digits and . _ ~ -, as an address can "
          + "carry them. Without it, a key is made that nobody can guess.");
    }
    return source;
  }

  /** The source with the channel's stream key, if it is one that asks for it. */
  Sources.Spec admitted(Sources.Spec source, ChannelKey channel) throws KeyFileException {
    return source instanceof Sources.Spec.Rtmp rtmp
        ? rtmp.admitting(channel.streamKey(streamKey), takeover) : source;
  }
}
