package banyan.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Messages of every type with fields drawn from their whole ranges; the same seed draws the same ones. */
final class RandomMessages {
  private final Random random;

  RandomMessages(long seed) {
    this.random = new Random(seed);
  }

  Message next(MessageType type) {
    return switch (type) {
      case HELLO -> new Message.Hello(
          u16(), random.nextLong(), new ChannelId(bytes32()), key(), pick(Message.Hello.Binding.values()), bytes32(),
          u63(), signature(), address(Limits.MAX_ENDPOINTS), address(1), text(Limits.MAX_NAME_BYTES));
      case PROOF -> new Message.Proof(signature());
      case ATTACH -> new Message.Attach(random.nextInt(), random.nextLong(), position(), random.nextBoolean());
      case ACCEPT -> new Message.Accept(random.nextInt(), random.nextLong(), position(), path());
      case REFUSE -> new Message.Refuse(random.nextInt(), pick(Message.Refuse.Reason.values()), candidates());
      case RELEASE -> new Message.Release(random.nextLong());
      case TICK -> new Message.Tick(
          u63(), sequence(), u63(), u32(), u16(), u16(), u8(), u8(), random.nextLong(), random.nextLong(), u32());
      case ROOT_PATH -> new Message.Path(path());
      case DESCRIPTOR -> new Message.Describe(descriptor());
      case HEAD -> new Message.HeadNews(head());
      case CHUNK -> new Message.Media(chunk());
      case PULL -> new Message.Pull(u63(), list(Limits.MAX_RANGES, () -> new SequenceRange(
          u63() / 2, 1 + random.nextInt(Limits.MAX_PULL_CHUNKS / Limits.MAX_RANGES))));
      case NOT_HELD -> new Message.NotHeld(u63(), list(Limits.MAX_RANGES, this::range));
      case SKIPPED -> new Message.Skipped(u63(), range());
      case REPORT -> new Message.Report(
          u63(), sequence(), u16(), u31(), u31(), u31(), u8(), address(Limits.MAX_ENDPOINTS));
      case CANDIDATES -> new Message.Candidates(pick(Message.Candidates.Purpose.values()), candidates());
      case CANDIDATES_WANTED -> new Message.CandidatesWanted(random.nextInt(Limits.MAX_CANDIDATES + 1));
      case GOODBYE -> new Message.Goodbye(pick(CloseReason.values()), candidates());
      case CONNECT_TO -> new Message.ConnectTo(candidate());
      case ROUND_TRIPS -> new Message.RoundTrips(list(Limits.MAX_ROOT_PATH_HOPS, this::u32));
    };
  }

  private Chunk chunk() {
    byte[] payload = new byte[random.nextInt(4) * Limits.TS_PACKET_BYTES];
    random.nextBytes(payload);
    return Chunk.sign(
        TestKeys.CHANNEL_ID, anybody(), new Position(u63(), u63()), random.nextInt(4), u63(), u31(),
        random.nextLong(), ByteBuffer.wrap(payload));
  }

  private Head head() {
    return Head.sign(
        TestKeys.CHANNEL_ID, anybody(), u63(), u63(), sequence(), random.nextLong(), u63(),
        1 + random.nextInt(Limits.MAX_STRIPES), random.nextInt(2));
  }

  private Descriptor descriptor() {
    SortedMap<String, String> details = new TreeMap<>();
    int count = random.nextInt(4);
    while (details.size() < count) {
      details.put(text(Limits.MAX_NAME_BYTES), text(Limits.MAX_DETAIL_BYTES));
    }
    return Descriptor.sign(anybody(), new Descriptor.Fields(
        u63(), key(), text(Limits.MAX_TITLE_BYTES), "h264", "aac", 1 + u63() / 2, 1 + random.nextInt(0xffff),
        1 + random.nextInt(Limits.MAX_STRIPES), details));
  }

  /** Signs with random bytes: where the codec is looked at, no signature is checked. */
  private Signer anybody() {
    return new Signer() {
      @Override
      public PublicKey publicKey() {
        return TestKeys.CHANNEL.publicKey();
      }

      @Override
      public Signature sign(byte[] message) {
        return signature();
      }
    };
  }

  private Candidate candidate() {
    return new Candidate(new PeerId(bytes32()), address(Limits.MAX_ENDPOINTS), u16(), u8());
  }

  private List<Candidate> candidates() {
    return list(Limits.MAX_CANDIDATES, this::candidate);
  }

  private PeerAddress address(int maxEndpoints) {
    return new PeerAddress(list(maxEndpoints, this::endpoint), pick(PeerAddress.Reachability.values()));
  }

  private Endpoint endpoint() {
    Endpoint.Kind kind = pick(Endpoint.Kind.values());
    byte[] address = new byte[kind == Endpoint.Kind.IPV4 ? 4 : 16];
    random.nextBytes(address);
    String host = kind == Endpoint.Kind.NAME ? "peer-" + u16() + ".example.org" : IpLiteral.text(address);
    return new Endpoint(kind, host, 1 + random.nextInt(65_535), Endpoint.Transport.TCP);
  }

  private RootPath path() {
    return new RootPath(list(Limits.MAX_ROOT_PATH_HOPS, random::nextLong));
  }

  private SequenceRange range() {
    return new SequenceRange(u63() / 2, 1 + random.nextInt(Integer.MAX_VALUE - 1));
  }

  private Position position() {
    return new Position(u63(), sequence());
  }

  /** Up to {@code maxBytes} of UTF-8, with characters of one to four bytes. */
  private String text(int maxBytes) {
    StringBuilder out = new StringBuilder();
    for (int length = random.nextInt(maxBytes / 4 + 1); length > 0; length--) {
      out.appendCodePoint(pick(new Integer[] {(int) 'a', (int) 'Z', 0xe9, 0x3b2, 0x6728, 0x1f333, 0}));
    }
    return out.toString();
  }

  private Bytes32 bytes32() {
    return new Bytes32(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  private PublicKey key() {
    return new PublicKey(PublicKey.ED25519, bytes32());
  }

  private Signature signature() {
    byte[] bytes = new byte[Signature.LENGTH];
    random.nextBytes(bytes);
    return Signature.of(bytes);
  }

  private int u8() {
    return random.nextInt(0x100);
  }

  private int u16() {
    return random.nextInt(0x1_0000);
  }

  private int u31() {
    return random.nextInt() >>> 1;
  }

  private long u32() {
    return random.nextInt() & 0xffff_ffffL;
  }

  private long u63() {
    return random.nextLong() >>> 1;
  }

  private long sequence() {
    return random.nextInt(8) == 0 ? Head.NO_SEQUENCE : u63();
  }

  private <T> List<T> list(int max, Supplier<T> item) {
    List<T> items = new ArrayList<>();
    for (int count = random.nextInt(max + 1); count > 0; count--) {
      items.add(item.get());
    }
    return items;
  }

  private <T> T pick(T[] of) {
    return of[random.nextInt(of.length)];
  }
}
