package banyan.broadcast.rtmp;

import java.nio.ByteBuffer;

/**
 * One message (RTMP 1.0, 6): what chunks are put together to.
 *
 * @param type one of the constants here, or one that nobody needs
 * @param timestampMillis the low 32 bits of the sender's time
 * @param captureUnixMicros the wall clock when its first byte came in
 */
record RtmpMessage(int type, int stream, int timestampMillis, ByteBuffer payload, long captureUnixMicros) {
  static final int SET_CHUNK_SIZE = 1;
  static final int ABORT = 2;
  static final int ACKNOWLEDGEMENT = 3;
  static final int USER_CONTROL = 4;
  static final int WINDOW_ACKNOWLEDGEMENT_SIZE = 5;
  static final int SET_PEER_BANDWIDTH = 6;
  static final int AUDIO = 8;
  static final int VIDEO = 9;
  static final int DATA_AMF3 = 15;
  static final int COMMAND_AMF3 = 17;
  static final int DATA = 18;
  static final int COMMAND = 20;
  static final int AGGREGATE = 22;

  /** Of user control messages. */
  static final int STREAM_BEGIN = 0;
  static final int PING_REQUEST = 6;
  static final int PING_RESPONSE = 7;
}
