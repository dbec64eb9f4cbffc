package banyan.node;

import banyan.protocol.Bytes32;
import banyan.protocol.Candidate;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.Head;
import banyan.protocol.Limits;
import banyan.protocol.Message;
import banyan.protocol.MessageType;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.Position;
import banyan.protocol.RootPath;
import banyan.protocol.SequenceRange;
import banyan.protocol.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Messages of every type that the codec lets pass, whose fields are near to what fits the moment, or far from it. What
 * the root signs is what it signed before, or is signed by somebody else.
 */
final class HostileMessages {
  /** About what a root takes from one beat to the next, so that some of what is made up is believable. */
  private static final long BEAT_MICROS = 250_000;

  /** Where nobody honest is. */
  static final int FIRST_PORT = 40_000;
  private static final int PORTS = 500;

  private final SplittableRandom random;
  private final VirtualNetwork net;
  private final Peer root;
  private final TestChannel forger = new TestChannel("forger");

  HostileMessages(SplittableRandom random, VirtualNetwork net, Peer root) {
    this.random = random;
    this.net = net;
    this.root = root;
  }

  Message next() {
    MessageType[] types = MessageType.values();
    return next(types[random.nextInt(types.length)]);
  }

  Message next(MessageType type) {
    return switch (type) {
      case HELLO -> new Message.Hello(
          1, 0, net.channel.id, net.channel.publicKey(), Message.Hello.Binding.PLAIN, bytes32(), 0, Signature.NONE,
          address(), PeerAddress.NONE, "");
      case PROOF -> new Message.Proof(Signature.NONE);
      case ATTACH -> new Message.Attach(
          random.nextInt(4), random.nextBoolean() ? -1 : random.nextInt(2), position(), random.nextBoolean());
      case ACCEPT -> new Message.Accept(
          random.nextInt(4), random.nextBoolean() ? -1 : random.nextInt(2), position(), path());
      case REFUSE -> new Message.Refuse(random.nextInt(4), pick(Message.Refuse.Reason.values()), candidates());
      case RELEASE -> new Message.Release(random.nextLong());
      case TICK -> new Message.Tick(
          epoch(), sequence(), random.nextBoolean() ? u63() : net.now / BEAT_MICROS + random.nextInt(9), u32(),
          random.nextInt(0x1_0000), random.nextInt(0x1_0000), random.nextInt(256), random.nextInt(256), any(), any(),
          u32());
      case ROOT_PATH -> new Message.Path(path());
      case DESCRIPTOR -> new Message.Describe(
          (random.nextBoolean() ? net.channel : forger).descriptor(1, 1_000_000));
      case HEAD -> new Message.HeadNews(head());
      case CHUNK -> new Message.Media(chunk());
      case PULL -> new Message.Pull(epoch(), list(Limits.MAX_RANGES, () -> new SequenceRange(
          first(), 1 + random.nextInt(Limits.MAX_PULL_CHUNKS / Limits.MAX_RANGES))));
      case NOT_HELD -> new Message.NotHeld(epoch(), list(Limits.MAX_RANGES, this::range));
      case SKIPPED -> new Message.Skipped(epoch(), range());
      case REPORT -> new Message.Report(
          epoch(), sequence(), random.nextInt(0x1_0000), u31(), u31(), u31(), random.nextInt(256), address());
      case CANDIDATES -> new Message.Candidates(pick(Message.Candidates.Purpose.values()), candidates());
      case CANDIDATES_WANTED -> new Message.CandidatesWanted(random.nextInt(Limits.MAX_CANDIDATES + 1));
      case GOODBYE -> new Message.Goodbye(pick(CloseReason.values()), candidates());
      case CONNECT_TO -> new Message.ConnectTo(candidate());
      case ROUND_TRIPS -> new Message.RoundTrips(list(Limits.MAX_ROOT_PATH_HOPS, this::u32));
    };
  }

  PeerId stranger() {
    return new PeerId(bytes32());
  }

  PeerAddress address() {
    return random.nextInt(8) == 0 ? PeerAddress.NONE
        : PeerAddress.of(Endpoint.tcp("127.0.0.1", FIRST_PORT + random.nextInt(PORTS)));
  }

  private Chunk chunk() {
    long made = root.nextSequence;
    if (made > 0 && random.nextInt(4) > 0) {
      long sequence = Math.max(0, made - 1 - random.nextInt(150));
      return net.channel.chunk(root.epoch, sequence, net.unixMillis() * 1_000, net.payloadBytes);
    }
    return forger.chunk(epoch(), Math.max(0, sequence()), net.unixMillis() * 1_000, 200);
  }

  private Head head() {
    boolean real = random.nextInt(4) > 0;
    TestChannel by = real ? net.channel : forger;
    long ageMillis = random.nextInt(60_000);
    long beat = Math.max(0, net.now / BEAT_MICROS - ageMillis / 250 - 8);
    return real
        ? Head.sign(net.channel.id, by, root.epoch, beat, root.nextSequence - 1, net.unixMillis() - ageMillis, 1, 1, 0)
        : Head.sign(net.channel.id, by, epoch(), u63(), sequence(), any(), 1, 1 + random.nextInt(64), Head.ENDED);
  }

  private Candidate candidate() {
    return new Candidate(stranger(), address(), random.nextInt(0x1_0000), random.nextInt(256));
  }

  private List<Candidate> candidates() {
    return list(Limits.MAX_CANDIDATES, this::candidate);
  }

  private RootPath path() {
    return new RootPath(list(random.nextInt(4) == 0 ? Limits.MAX_ROOT_PATH_HOPS : 3, this::any));
  }

  private SequenceRange range() {
    return new SequenceRange(first(), 1 + (random.nextBoolean() ? random.nextInt(20) : u31() / 2));
  }

  private Position position() {
    return random.nextInt(3) == 0 ? Message.Attach.NEWEST_JOIN_POINT : new Position(epoch(), sequence());
  }

  private long epoch() {
    return switch (random.nextInt(6)) {
      case 0 -> u63();
      case 1 -> 0;
      case 2 -> root.epoch + 1;
      default -> root.epoch;
    };
  }

  private long sequence() {
    return switch (random.nextInt(6)) {
      case 0 -> u63();
      case 1 -> Head.NO_SEQUENCE;
      case 2 -> Long.MAX_VALUE;
      default -> Math.max(Head.NO_SEQUENCE, root.nextSequence - 200 + random.nextInt(300));
    };
  }

  private long first() {
    return Math.min(Math.max(0, sequence()), Long.MAX_VALUE / 2);
  }

  private Bytes32 bytes32() {
    return new Bytes32(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  private long any() {
    return random.nextInt(4) == 0 ? net.now : random.nextLong();
  }

  private int u31() {
    return random.nextInt() >>> 1;
  }

  private long u32() {
    return random.nextBoolean() ? random.nextInt(2_000_000) : random.nextInt() & 0xffff_ffffL;
  }

  private long u63() {
    return random.nextLong() >>> 1;
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
