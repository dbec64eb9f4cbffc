package banyan.protocol;

/** Why a link ends: told to the other side in {@link Message.Goodbye}, and counted. */
public enum CloseReason {
  /** The peer leaves for good. */
  LEAVING(1),
  /** The link is not needed any more (a better parent, enough backups). */
  NOT_NEEDED(2),
  /** Bytes that are no message. */
  MALFORMED(3),
  /** A message that is not allowed here, or before the handshake is done. */
  UNEXPECTED(4),
  /** The other side's signature over the handshake is wrong. */
  BAD_PROOF(5),
  /** A chunk, head or descriptor that the channel's key did not sign. */
  BAD_SIGNATURE(6),
  /** A stream that is signed, but old. */
  STALE_STREAM(7),
  /** No such channel here. */
  WRONG_CHANNEL(8),
  /** No protocol version in common. */
  WRONG_VERSION(9),
  /** Both ends are the same peer. */
  SELF(10),
  /** A second link between the same two peers for the same channel. */
  DUPLICATE(11),
  /** Nothing came for too long. */
  SILENT(12),
  /** The other side could not take the stream at its rate. */
  TOO_SLOW(13),
  /** A limit of this peer is reached. */
  LIMIT(14),
  /** The socket closed or failed. */
  CONNECTION_LOST(15),
  /** The channel has ended. */
  ENDED(16),
  /** One end encrypts the link and the other does not. */
  WRONG_TRANSPORT(17),
  /** A reason that a later version knows. */
  OTHER(255);

  private final int code;

  CloseReason(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** Every code has a reason: one that is not known is {@link #OTHER}. */
  public static CloseReason ofCode(int code) {
    for (CloseReason reason : values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    return OTHER;
  }
}
