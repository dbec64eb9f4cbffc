package banyan.broadcast.rtmp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * The server's side of the first 3 KiB (RTMP 1.0, 5.2): a version and 1536 bytes each way, then each other's
 * bytes back. A client that hides a digest in its bytes gets one in ours.
 */
final class Handshake {
  static final int VERSION = 3;
  static final int PACKET_BYTES = 1_536;
  /** Where a client that knows digests puts its version; others leave zeros. */
  private static final int CLIENT_VERSION_AT = 4;
  /** Any from 3.0 on tells clients that a digest is here. */
  private static final int SERVER_VERSION = 0x04050001;
  private static final int TLS = 0x16;
  private static final int ENCRYPTED = 6;

  private final Random random;
  /** C0 and C1, then C2. */
  private final byte[] received = new byte[1 + PACKET_BYTES];
  private int receivedLength;
  private boolean answered;
  private boolean done;

  /** @param random for bytes that only have to be different each time */
  Handshake(Random random) {
    this.random = random;
  }

  boolean isDone() {
    return done;
  }

  /** Takes what belongs to the handshake, and leaves the rest; returns what to send, once there is something. */
  Optional<byte[]> read(ByteBuffer in) throws RtmpException {
    Optional<byte[]> answer = Optional.empty();
    while (in.hasRemaining() && !done) {
      int wanted = answered ? PACKET_BYTES : 1 + PACKET_BYTES;
      int count = Math.min(wanted - receivedLength, in.remaining());
      in.get(received, receivedLength, count);
      receivedLength += count;
      if (!answered) {
        checkVersion();
      }
      if (receivedLength == wanted) {
        receivedLength = 0;
        if (answered) {
          done = true;
        } else {
          answered = true;
          answer = Optional.of(answer(Arrays.copyOfRange(received, 1, 1 + PACKET_BYTES)));
        }
      }
    }
    return answer;
  }

  private void checkVersion() throws RtmpException {
    int version = received[0] & 0xff;
    if (version == VERSION) {
      return;
    }
    throw new RtmpException(
        version == TLS ? "TLS: use rtmp:// instead of rtmps://"
            : version == ENCRYPTED ? "RTMPE: use rtmp:// instead of rtmpe://"
            : Character.isUpperCase(version) ? "something like HTTP" : "something that begins with byte " + version);
  }

  private byte[] answer(byte[] client) {
    byte[] own = new byte[PACKET_BYTES];
    random.nextBytes(own);
    ByteBuffer.wrap(own).putInt(0).putInt(0);
    boolean mayKnowDigests = ByteBuffer.wrap(client).getInt(CLIENT_VERSION_AT) != 0;
    Optional<HandshakeDigest.Place> place = mayKnowDigests ? HandshakeDigest.find(client) : Optional.empty();
    byte[] echo = client;
    if (place.isPresent()) {
      ByteBuffer.wrap(own).putInt(CLIENT_VERSION_AT, SERVER_VERSION);
      HandshakeDigest.sign(own, place.get());
      echo = new byte[PACKET_BYTES];
      random.nextBytes(echo);
      HandshakeDigest.reply(echo, client, place.get());
    }
    return ByteBuffer.allocate(1 + 2 * PACKET_BYTES).put((byte) VERSION).put(own).put(echo).array();
  }
}
