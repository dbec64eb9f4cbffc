package banyan.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes the fields of a message, big endian, into an array that grows. */
final class FieldWriter {
  private byte[] out = new byte[256];
  private int length;

  void u8(int value) {
    room(1);
    out[length++] = (byte) value;
  }

  void u16(int value) {
    u8(value >>> 8);
    u8(value);
  }

  void u32(long value) {
    u16((int) (value >>> 16));
    u16((int) value);
  }

  void u64(long value) {
    u32(value >>> 32);
    u32(value);
  }

  void bytes(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, out, length, bytes.length);
    length += bytes.length;
  }

  /** Length u16, then UTF-8. */
  void text(String text, int maxBytes) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > maxBytes) {
      throw new IllegalArgumentException("'" + text + "' takes " + utf8.length + " bytes; at most " + maxBytes);
    }
    u16(utf8.length);
    bytes(utf8);
  }

  void signature(Signature signature) {
    bytes(signature.toByteArray());
  }

  /** Length u16, bytes, signature. */
  void signed(byte[] signed, Signature signature) {
    u16(signed.length);
    bytes(signed);
    signature(signature);
  }

  void position(Position position) {
    u64(position.epoch());
    u64(position.sequence());
  }

  void path(RootPath path) {
    u8(path.hops().size());
    path.hops().forEach(this::u64);
  }

  void roundTrips(List<Long> micros) {
    u8(micros.size());
    micros.forEach(this::u32);
  }

  void ranges(List<SequenceRange> ranges) {
    list(ranges, Limits.MAX_RANGES, (w, range) -> w.range(range));
  }

  void range(SequenceRange range) {
    u64(range.first());
    u32(range.count());
  }

  void endpoint(Endpoint endpoint) {
    u8(endpoint.kind().code);
    u8(endpoint.transport().code);
    u16(endpoint.port());
    byte[] host =
        switch (endpoint.kind()) {
          case IPV4 -> IpLiteral.ipv4(endpoint.host());
          case IPV6 -> IpLiteral.ipv6(endpoint.host());
          case NAME -> endpoint.host().getBytes(StandardCharsets.US_ASCII);
        };
    if (host == null) {
      throw new IllegalStateException("an endpoint checks its host: " + endpoint);
    }
    u8(host.length);
    bytes(host);
  }

  void address(PeerAddress address) {
    u8(address.reachability().code);
    list(address.endpoints(), Limits.MAX_ENDPOINTS, FieldWriter::endpoint);
  }

  void candidate(Candidate candidate) {
    bytes(candidate.peer().hash().toByteArray());
    address(candidate.address());
    u16(candidate.freeSlots());
    u8(candidate.depth());
  }

  void candidates(List<Candidate> candidates) {
    list(candidates, Limits.MAX_CANDIDATES, FieldWriter::candidate);
  }

  private <T> void list(List<T> items, int max, BiConsumer<FieldWriter, T> write) {
    if (items.size() > max) {
      throw new IllegalArgumentException(items.size() + " items; at most " + max);
    }
    u8(items.size());
    items.forEach(item -> write.accept(this, item));
  }

  byte[] toByteArray() {
    return Arrays.copyOf(out, length);
  }

  /** The frame: what was written so far, with its length before it. */
  ByteBuffer toFrame() {
    return ByteBuffer.allocate(4 + length).putInt(length).put(out, 0, length).flip();
  }

  private void room(int more) {
    if (length + more > out.length) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
    }
  }
}
