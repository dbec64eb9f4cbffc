package banyan.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link FieldWriter} wrote, believing nothing: each length is checked before anything is allocated. */
final class FieldReader {
  private final ByteBuffer in;

  FieldReader(ByteBuffer in) {
    this.in = in;
  }

  int u8() throws ProtocolException {
    need(1);
    return in.get() & 0xff;
  }

  int u16() throws ProtocolException {
    need(2);
    return in.getShort() & 0xffff;
  }

  long u32() throws ProtocolException {
    need(4);
    return in.getInt() & 0xffff_ffffL;
  }

  /** A u32 that must fit an int. */
  int i32() throws ProtocolException {
    need(4);
    int value = in.getInt();
    if (value < 0) {
      throw ProtocolException.malformed("the number " + (value & 0xffff_ffffL) + " is too large");
    }
    return value;
  }

  long u64() throws ProtocolException {
    need(8);
    return in.getLong();
  }

  /** A u64 that must fit a long. */
  long i64() throws ProtocolException {
    return atLeast(0, u64());
  }

  /** A sequence, or −1 for none. */
  long sequence() throws ProtocolException {
    return atLeast(-1, u64());
  }

  private static long atLeast(long min, long value) throws ProtocolException {
    if (value < min) {
      throw ProtocolException.malformed("the number " + Long.toUnsignedString(value) + " is too large");
    }
    return value;
  }

  int count(int max) throws ProtocolException {
    int count = u8();
    if (count > max) {
      throw ProtocolException.malformed("a list of " + count + " where " + max + " are allowed");
    }
    return count;
  }

  byte[] bytes(int length) throws ProtocolException {
    need(length);
    byte[] out = new byte[length];
    in.get(out);
    return out;
  }

  byte[] bytesUpTo(int max) throws ProtocolException {
    int length = u16();
    if (length > max) {
      throw ProtocolException.malformed("a field of " + length + " bytes where " + max + " are allowed");
    }
    return bytes(length);
  }

  String text(int maxBytes) throws ProtocolException {
    byte[] utf8 = bytesUpTo(maxBytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw ProtocolException.malformed("a text that is no UTF-8");
    }
  }

  Bytes32 bytes32() throws ProtocolException {
    need(Bytes32.LENGTH);
    return Bytes32.read(in);
  }

  PublicKey publicKey() throws ProtocolException {
    need(PublicKey.LENGTH);
    int type = in.get(in.position());
    if (type != PublicKey.ED25519) {
      throw ProtocolException.malformed("key type " + type + " is not known");
    }
    return PublicKey.read(in);
  }

  Signature signature() throws ProtocolException {
    need(Signature.LENGTH);
    return Signature.read(in);
  }

  Position position() throws ProtocolException {
    return new Position(i64(), sequence());
  }

  RootPath path() throws ProtocolException {
    int count = count(Limits.MAX_ROOT_PATH_HOPS);
    need(8 * count);
    List<Long> hops = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      hops.add(in.getLong());
    }
    return new RootPath(hops);
  }

  List<Long> roundTrips() throws ProtocolException {
    int count = count(Limits.MAX_ROOT_PATH_HOPS);
    need(4 * count);
    List<Long> micros = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      micros.add(u32());
    }
    return micros;
  }

  SequenceRange range() throws ProtocolException {
    long first = i64();
    int count = i32();
    if (count < 1 || first > Long.MAX_VALUE - count) {
      throw ProtocolException.malformed("a range of " + count + " from " + first);
    }
    return new SequenceRange(first, count);
  }

  List<SequenceRange> ranges() throws ProtocolException {
    int count = count(Limits.MAX_RANGES);
    List<SequenceRange> ranges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ranges.add(range());
    }
    return ranges;
  }

  /** Adds an endpoint if this version knows its kind and transport; passes over it otherwise. */
  private void endpoint(List<Endpoint> out) throws ProtocolException {
    int kindCode = u8();
    int transportCode = u8();
    int port = u16();
    byte[] host = bytes(u8());
    for (Endpoint.Kind kind : Endpoint.Kind.values()) {
      if (kind.code == kindCode && transportCode == Endpoint.Transport.TCP.code) {
        boolean fits =
            switch (kind) {
              case IPV4 -> host.length == 4;
              case IPV6 -> host.length == 16;
              case NAME -> true;
            };
        try {
          String text = !fits ? "" : kind == Endpoint.Kind.NAME
              ? new String(host, StandardCharsets.US_ASCII) : IpLiteral.text(host);
          out.add(new Endpoint(kind, text, port, Endpoint.Transport.TCP));
        } catch (IllegalArgumentException e) {
          throw ProtocolException.malformed(String.valueOf(e.getMessage()));
        }
      }
    }
  }

  PeerAddress address() throws ProtocolException {
    return address(Limits.MAX_ENDPOINTS);
  }

  PeerAddress address(int maxEndpoints) throws ProtocolException {
    int code = u8();
    int count = count(maxEndpoints);
    List<Endpoint> endpoints = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      endpoint(endpoints);
    }
    PeerAddress.Reachability reachability = PeerAddress.Reachability.UNKNOWN;
    for (PeerAddress.Reachability known : PeerAddress.Reachability.values()) {
      reachability = known.code == code ? known : reachability;
    }
    return new PeerAddress(endpoints, reachability);
  }

  Candidate candidate() throws ProtocolException {
    return new Candidate(new PeerId(bytes32()), address(), u16(), u8());
  }

  List<Candidate> candidates() throws ProtocolException {
    int count = count(Limits.MAX_CANDIDATES);
    List<Candidate> candidates = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      candidates.add(candidate());
    }
    return candidates;
  }

  private void need(int bytes) throws ProtocolException {
    if (in.remaining() < bytes) {
      throw ProtocolException.malformed("a message that ends " + (bytes - in.remaining()) + " bytes early");
    }
  }
}
