package banyan.broadcast.media;

/**
 * Receives what a {@link Source} delivers. Calls come one at a time, on the source's own thread. A sink that blocks
 * slows an encoder down (its bytes stay in the socket), so nothing piles up in between.
 */
public interface SourceSink {
  /** An encoder began to send; {@code encoder} says who, for people. */
  void encoderConnected(String encoder);

  /** What the stream is made of. Comes before its first unit, and again whenever it changes. */
  void tracks(Tracks tracks);

  /** In the order of each kind's DTS. The first unit of each kind from an encoder is marked as a discontinuity. */
  void accessUnit(AccessUnit unit);

  /** So many pieces of the input were lost or could not be read since the last call. */
  void damaged(int pieces);

  /** Something that a person should know, but that does not stop the stream. */
  void warning(String sentence);

  /** This encoder's stream cannot be carried, for the reason given; {@link #encoderGone} follows. */
  void encoderRefused(String sentence);

  /** The encoder ended or was lost; it, or another one, may come. */
  void encoderGone();

  /** The source has come to its end, as a file does: nothing more will come. */
  default void ended() {}

  /** The source itself is broken and delivers nothing any more. */
  void failed(String sentence);
}
