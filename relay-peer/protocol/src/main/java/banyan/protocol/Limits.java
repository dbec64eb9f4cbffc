package banyan.protocol;

/** Every bound on what a remote side may send, in one place, each with its reason. */
public final class Limits {
  private Limits() {}

  /** A TS packet's size (ISO/IEC 13818-1). Chunk payloads are whole packets. */
  public static final int TS_PACKET_BYTES = 188;

  /** 348 TS packets: the most that leaves room for a header and a signature in a frame of 64 KiB. */
  public static final int MAX_CHUNK_PAYLOAD_BYTES = 348 * TS_PACKET_BYTES;

  /** A whole frame, its length field included. 64 KiB: sixteen pages, and one TLS record's worth four times. */
  public static final int MAX_FRAME_BYTES = 65_536;

  /** A frame that is no chunk. Eight candidates with eight long names each stay below it. */
  public static final int MAX_CONTROL_FRAME_BYTES = 32_768;

  /** Before a peer has proved who it is, it may make us hold no more than this. */
  public static final int MAX_HANDSHAKE_FRAME_BYTES = 4_096;

  /** Hops from the root. A tree of two-slot peers reaches millions of viewers in 21. */
  public static final int MAX_ROOT_PATH_HOPS = 64;

  /** Candidates in one message: a refused joiner tries them in turn, and more would be stale before their turn. */
  public static final int MAX_CANDIDATES = 8;

  /** Endpoints of one peer: two families, a name, and what NATs showed. */
  public static final int MAX_ENDPOINTS = 8;

  /** Endpoints at which one peer sees another: a connection has one, and two lists of names would overfill a hello. */
  public static final int MAX_OBSERVED_ENDPOINTS = 1;

  /** A DNS name's length (RFC 1035). */
  public static final int MAX_HOST_NAME_BYTES = 253;

  /** Ranges in one pull or notice. */
  public static final int MAX_RANGES = 16;

  /** Chunks that one pull may ask for, all ranges together: 25 s of chunks of 100 ms. */
  public static final int MAX_PULL_CHUNKS = 256;

  /** The signed part of a descriptor. */
  public static final int MAX_DESCRIPTOR_BYTES = 4_096;

  /** A channel's title, UTF-8. */
  public static final int MAX_TITLE_BYTES = 256;

  /** A codec's name, a program's name. */
  public static final int MAX_NAME_BYTES = 64;

  /** Further details in a descriptor (genre, contact, index …). */
  public static final int MAX_DETAILS = 16;

  /** One detail's value, UTF-8. */
  public static final int MAX_DETAIL_BYTES = 1_024;

  /** Parallel parts of a channel: a set of them is one 64-bit mask. */
  public static final int MAX_STRIPES = 64;

  /** The signed part of a head: today's fields, and room for later ones. */
  public static final int MAX_HEAD_BYTES = 256;

  /** Bytes of chunk header that may stand between the type byte and the signature: today's, and later ones. */
  public static final int MAX_CHUNK_HEADER_BYTES = MAX_FRAME_BYTES - MAX_CHUNK_PAYLOAD_BYTES - 4 - 1 - 1 - 64;
}
