package banyan.protocol;

/** A remote side sent bytes that break the protocol. The link they came on is closed with the reason. */
public final class ProtocolException extends Exception {
  private final CloseReason reason;

  public ProtocolException(CloseReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static ProtocolException malformed(String message) {
    return new ProtocolException(CloseReason.MALFORMED, message);
  }

  public CloseReason reason() {
    return reason;
  }
}
