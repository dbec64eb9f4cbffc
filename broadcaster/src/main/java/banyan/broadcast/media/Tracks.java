package banyan.broadcast.media;

/** Which kinds of media a source's stream is made of: H.264 video, AAC audio, at least one of them. */
public record Tracks(boolean video, boolean audio) {
  public Tracks {
    if (!video && !audio) {
      throw new IllegalArgumentException("a stream with neither video nor audio");
    }
  }
}
