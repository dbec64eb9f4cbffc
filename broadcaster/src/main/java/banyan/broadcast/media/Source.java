package banyan.broadcast.media;

import java.util.Optional;

/**
 * Where a channel's media comes from. It delivers to one {@link SourceSink}, on one thread at a time, from when it was
 * opened until {@link #close} returns.
 */
public interface Source extends AutoCloseable {
  /** What it is, for people: {@code test pattern 320x180 at 30 fps}. */
  String description();

  /** Where encoders on this computer send to, as a URL; empty for a source without encoders. */
  default Optional<String> encodersSendTo() {
    return Optional.empty();
  }

  /** Stops delivering, frees ports and threads. Safe to call twice. */
  @Override
  void close();
}
