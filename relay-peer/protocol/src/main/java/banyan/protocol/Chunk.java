package banyan.protocol;

import java.nio.ByteBuffer;

/**
 * A piece of the stream, about 100 ms of it: what the tree carries. Its encoded frame is the same bytes at every hop.
 *
 * <p>Frame: length u32 (of what follows), type u8, header length u8, header (flags u8, epoch u64, sequence u64, media
 * time u64, duration u32, capture time u64, then whatever a later version adds), signature 64 bytes, payload.
 */
public final class Chunk {
  /** A decoder can begin with this chunk. */
  public static final int JOIN_POINT = 1;
  /** The chunk does not continue the one before it: an encoder came back, or its clock jumped. */
  public static final int DISCONTINUITY = 2;

  static final int HEADER_BYTES = 1 + 8 + 8 + 8 + 4 + 8;
  /** Length field, type, header length. */
  private static final int PREFIX_BYTES = 4 + 1 + 1;
  /** The smallest frame: no payload. */
  static final int MIN_FRAME_BYTES = PREFIX_BYTES + HEADER_BYTES + Signature.LENGTH;

  private final ByteBuffer frame;
  private final int headerLength;
  private final int flags;
  private final Position position;
  private final long mediaTimeMicros;
  private final int durationMicros;
  private final long captureUnixMicros;

  private Chunk(ByteBuffer frame, int headerLength) {
    this.frame = frame;
    this.headerLength = headerLength;
    int at = PREFIX_BYTES;
    this.flags = frame.get(at) & 0xff;
    this.position = new Position(frame.getLong(at + 1), frame.getLong(at + 9));
    this.mediaTimeMicros = frame.getLong(at + 17);
    this.durationMicros = frame.getInt(at + 25);
    this.captureUnixMicros = frame.getLong(at + 29);
  }

  /**
   * Reads a whole frame, its length field included, without copying: the frame must never be written to again.
   *
   * @throws ProtocolException if it is no chunk
   */
  static Chunk read(ByteBuffer frame) throws ProtocolException {
    if (frame.remaining() < MIN_FRAME_BYTES) {
      throw ProtocolException.malformed("a chunk of " + frame.remaining() + " bytes");
    }
    ByteBuffer own = frame.slice();
    int headerLength = own.get(5) & 0xff;
    if (headerLength < HEADER_BYTES || headerLength > Limits.MAX_CHUNK_HEADER_BYTES) {
      throw ProtocolException.malformed("a chunk with a header of " + headerLength + " bytes");
    }
    int payload = own.remaining() - PREFIX_BYTES - headerLength - Signature.LENGTH;
    if (payload < 0 || payload > Limits.MAX_CHUNK_PAYLOAD_BYTES) {
      throw ProtocolException.malformed("a chunk with a payload of " + payload + " bytes");
    }
    Chunk chunk = new Chunk(own, headerLength);
    if (chunk.epoch() < 0 || chunk.sequence() < 0 || chunk.mediaTimeMicros < 0 || chunk.durationMicros < 0) {
      throw ProtocolException.malformed("a chunk with a negative number in it");
    }
    return chunk;
  }

  /**
   * Makes and signs a chunk.
   *
   * @param channel the channel that the signer's key belongs to
   * @param flags of {@link #JOIN_POINT} and {@link #DISCONTINUITY}
   * @param mediaTimeMicros DTS of the first access unit that begins in it (of the last one, if none does), on the
   *     channel's timeline
   * @param durationMicros media time up to the next chunk's
   * @param captureUnixMicros the root's wall clock when the first byte of that access unit came in
   * @param payload at most {@link Limits#MAX_CHUNK_PAYLOAD_BYTES}; its bytes are copied
   */
  public static Chunk sign(
      ChannelId channel, Signer signer, Position position, int flags, long mediaTimeMicros, int durationMicros,
      long captureUnixMicros, ByteBuffer payload) {
    int length = payload.remaining();
    if (length > Limits.MAX_CHUNK_PAYLOAD_BYTES) {
      throw new IllegalArgumentException("payload of " + length + " bytes");
    }
    ByteBuffer frame = ByteBuffer.allocateDirect(MIN_FRAME_BYTES + length);
    frame.putInt(frame.capacity() - 4).put((byte) MessageType.CHUNK.code()).put((byte) HEADER_BYTES);
    frame.put((byte) flags).putLong(position.epoch()).putLong(position.sequence());
    frame.putLong(mediaTimeMicros).putInt(durationMicros).putLong(captureUnixMicros);
    int signatureAt = frame.position();
    frame.position(signatureAt + Signature.LENGTH).put(payload.duplicate()).flip();
    Chunk chunk = new Chunk(frame.asReadOnlyBuffer(), HEADER_BYTES);
    frame.put(signatureAt, signer.sign(chunk.signedBytes(channel)).toByteArray());
    return chunk;
  }

  /** Whether the key signed this chunk for this channel. Costs a SHA-256 of the payload and one verification. */
  public boolean isSignedBy(ChannelId channel, PublicKey key, SignatureVerifier verifier) {
    ByteBuffer at = frame.duplicate().position(PREFIX_BYTES + headerLength);
    return verifier.verify(key, signedBytes(channel), Signature.read(at));
  }

  private byte[] signedBytes(ChannelId channel) {
    return SignedBytes.chunk(channel, frame.duplicate().position(PREFIX_BYTES).limit(PREFIX_BYTES + headerLength),
        Bytes32.sha256(payload()));
  }

  public Position position() {
    return position;
  }

  public long epoch() {
    return position.epoch();
  }

  public long sequence() {
    return position.sequence();
  }

  public boolean isJoinPoint() {
    return (flags & JOIN_POINT) != 0;
  }

  public boolean isDiscontinuity() {
    return (flags & DISCONTINUITY) != 0;
  }

  public long mediaTimeMicros() {
    return mediaTimeMicros;
  }

  public int durationMicros() {
    return durationMicros;
  }

  public long captureUnixMicros() {
    return captureUnixMicros;
  }

  /** The whole frame as sent, a view of its own. */
  public ByteBuffer frame() {
    return frame.duplicate();
  }

  public int frameBytes() {
    return frame.capacity();
  }

  /** MPEG-TS packets, a view of its own. */
  public ByteBuffer payload() {
    int at = PREFIX_BYTES + headerLength + Signature.LENGTH;
    return frame.slice(at, frame.capacity() - at);
  }

  public int payloadBytes() {
    return frame.capacity() - PREFIX_BYTES - headerLength - Signature.LENGTH;
  }

  @Override
  public String toString() {
    return "Chunk[" + position + (isJoinPoint() ? " join" : "") + (isDiscontinuity() ? " discontinuity" : "") + " "
        + payloadBytes() + " B]";
  }
}
