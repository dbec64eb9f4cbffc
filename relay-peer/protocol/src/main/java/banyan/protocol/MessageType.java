package banyan.protocol;

import java.util.Optional;

/** The type byte of a frame. */
public enum MessageType {
  HELLO(1),
  PROOF(2),
  ATTACH(3),
  ACCEPT(4),
  REFUSE(5),
  RELEASE(6),
  TICK(7),
  ROOT_PATH(8),
  DESCRIPTOR(9),
  HEAD(10),
  CHUNK(11),
  PULL(12),
  NOT_HELD(13),
  SKIPPED(14),
  REPORT(15),
  CANDIDATES(16),
  CANDIDATES_WANTED(17),
  GOODBYE(18),
  /** Reserved: asks a peer to dial somebody, so that two behind NATs can meet. */
  CONNECT_TO(19),
  ROUND_TRIPS(20);

  private static final MessageType[] BY_CODE = new MessageType[256];

  static {
    for (MessageType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;

  MessageType(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** Empty for a type that a later version knows: such frames are skipped. */
  public static Optional<MessageType> ofCode(int code) {
    return Optional.ofNullable(BY_CODE[code]);
  }
}
