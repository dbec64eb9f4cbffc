package banyan.broadcast.rtmp;

import java.nio.ByteBuffer;

/** What one message of audio or video holds (Adobe Flash Video File Format 10.1, E.4; Enhanced RTMP 1 and 2). */
sealed interface FlvTag {
  /** What a decoder has to know first. */
  record Config(ByteBuffer bytes) implements FlvTag {}

  /**
   * A picture or a frame of audio.
   *
   * @param compositionMillis by how much later than it is decoded it is to be shown
   */
  record Coded(int compositionMillis, ByteBuffer bytes) implements FlvTag {}

  /** What cannot be carried, by the name that people know it by. */
  record Foreign(String name) implements FlvTag {}

  /** Several tracks in one: what OBS calls multitrack video. */
  record Multitrack() implements FlvTag {}

  /** Nothing to be shown: an end, a hint for seeking, metadata. */
  record Nothing() implements FlvTag {}

  static FlvTag nothing() {
    return new Nothing();
  }

  /** Of a tag within an aggregate: type, length, time, its highest byte, a stream that nobody looks at. */
  int HEADER_BYTES = 11;

  /** Of the enhanced format: what kind of packet follows its first byte. */
  int SEQUENCE_START = 0;
  int CODED_FRAMES = 1;
  int CODED_FRAMES_X = 3;
  int MULTITRACK = 5;
  int VIDEO_MULTITRACK = 6;
  int MODIFIER = 7;

  /** A codec's four letters. */
  static String fourCc(ByteBuffer in) throws RtmpException {
    if (in.remaining() < Integer.BYTES) {
      throw new RtmpException("a media message of too few bytes");
    }
    StringBuilder letters = new StringBuilder(Integer.BYTES);
    for (int i = 0; i < Integer.BYTES; i++) {
      int letter = in.get() & 0xff;
      letters.append(letter > ' ' && letter < 0x7f ? (char) letter : '?');
    }
    return letters.toString();
  }

  /** Passes over what modifies a packet of the enhanced format; returns the kind of packet that was modified. */
  static int skipModifiers(ByteBuffer in) throws RtmpException {
    int packetType = MODIFIER;
    while (packetType == MODIFIER) {
      int size = byteOf(in) + 1;
      if (size == 256) {
        size = (byteOf(in) << 8 | byteOf(in)) + 1;
      }
      if (size > in.remaining()) {
        throw new RtmpException("a media message of too few bytes");
      }
      in.position(in.position() + size);
      packetType = byteOf(in) & 0x0f;
    }
    return packetType;
  }

  static int byteOf(ByteBuffer in) throws RtmpException {
    if (!in.hasRemaining()) {
      throw new RtmpException("a media message of too few bytes");
    }
    return in.get() & 0xff;
  }
}
