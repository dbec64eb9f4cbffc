package banyan.protocol;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Messages to frames and back: the one codec.
 *
 * <p>A frame is length u32 (of what follows), type u8, fields. A reader passes over types that it does not know, and
 * over bytes behind the fields that it knows: that is how later versions add to both.
 */
public final class MessageCodec {
  private MessageCodec() {}

  /**
   * @return the whole frame, length field included, ready to be sent; for a chunk a view of the frame that it came in
   * @throws IllegalArgumentException if a list or a text is longer than its limit
   */
  public static ByteBuffer encode(Message message) {
    if (message instanceof Message.Media media) {
      return media.chunk().frame();
    }
    FieldWriter out = new FieldWriter();
    out.u8(message.type().code());
    switch (message.type()) {
      case HELLO -> hello(out, (Message.Hello) message);
      case PROOF -> out.signature(((Message.Proof) message).signature());
      case ATTACH -> {
        Message.Attach m = (Message.Attach) message;
        out.u32(m.request());
        out.u64(m.stripes());
        out.position(m.from());
        out.u8(m.orphan() ? 1 : 0);
      }
      case ACCEPT -> {
        Message.Accept m = (Message.Accept) message;
        out.u32(m.request());
        out.u64(m.stripes());
        out.position(m.start());
        out.path(m.path());
      }
      case REFUSE -> {
        Message.Refuse m = (Message.Refuse) message;
        out.u32(m.request());
        out.u8(m.reason().code);
        out.candidates(m.candidates());
      }
      case RELEASE -> out.u64(((Message.Release) message).stripes());
      case TICK -> tick(out, (Message.Tick) message);
      case ROOT_PATH -> out.path(((Message.Path) message).path());
      case DESCRIPTOR -> {
        Descriptor d = ((Message.Describe) message).descriptor();
        out.signed(d.signed(), d.signature());
      }
      case HEAD -> {
        Head h = ((Message.HeadNews) message).head();
        out.signed(h.signed(), h.signature());
      }
      case CHUNK -> throw new IllegalStateException("a chunk is its own frame");
      case PULL -> {
        Message.Pull m = (Message.Pull) message;
        out.u64(m.epoch());
        out.ranges(m.ranges());
      }
      case NOT_HELD -> {
        Message.NotHeld m = (Message.NotHeld) message;
        out.u64(m.epoch());
        out.ranges(m.ranges());
      }
      case SKIPPED -> {
        Message.Skipped m = (Message.Skipped) message;
        out.u64(m.epoch());
        out.range(m.range());
      }
      case REPORT -> report(out, (Message.Report) message);
      case CANDIDATES -> {
        Message.Candidates m = (Message.Candidates) message;
        out.u8(m.purpose().code);
        out.candidates(m.candidates());
      }
      case CANDIDATES_WANTED -> out.u8(((Message.CandidatesWanted) message).count());
      case GOODBYE -> {
        Message.Goodbye m = (Message.Goodbye) message;
        out.u8(m.reason().code());
        out.candidates(m.candidates());
      }
      case CONNECT_TO -> out.candidate(((Message.ConnectTo) message).candidate());
      case ROUND_TRIPS -> out.roundTrips(((Message.RoundTrips) message).micros());
    }
    return out.toFrame();
  }

  /**
   * Reads one whole frame, length field included. A chunk keeps the buffer, which must not change from then on.
   *
   * @return empty if the type is not known: such a frame is to be passed over
   * @throws ProtocolException if the frame breaks the protocol
   */
  public static Optional<Message> decode(ByteBuffer frame) throws ProtocolException {
    if (frame.remaining() < 5) {
      throw ProtocolException.malformed("a frame of " + frame.remaining() + " bytes");
    }
    int code = frame.get(frame.position() + 4) & 0xff;
    Optional<MessageType> type = MessageType.ofCode(code);
    if (type.isEmpty()) {
      return Optional.empty();
    }
    if (type.get() == MessageType.CHUNK) {
      return Optional.of(new Message.Media(Chunk.read(frame)));
    }
    FieldReader in = new FieldReader(frame.slice(frame.position() + 5, frame.remaining() - 5));
    return Optional.of(fields(type.get(), in));
  }

  private static Message fields(MessageType type, FieldReader in) throws ProtocolException {
    return switch (type) {
      case HELLO -> hello(in);
      case PROOF -> new Message.Proof(in.signature());
      case ATTACH -> new Message.Attach((int) in.u32(), in.u64(), in.position(), (in.u8() & 1) != 0);
      case ACCEPT -> new Message.Accept((int) in.u32(), in.u64(), in.position(), in.path());
      case REFUSE -> new Message.Refuse((int) in.u32(), refusal(in.u8()), in.candidates());
      case RELEASE -> new Message.Release(in.u64());
      case TICK -> new Message.Tick(
          in.i64(), in.sequence(), in.i64(), in.u32(), in.u16(), in.u16(), in.u8(), in.u8(), in.u64(), in.u64(),
          in.u32());
      case ROOT_PATH -> new Message.Path(in.path());
      case DESCRIPTOR -> new Message.Describe(
          Descriptor.read(in.bytesUpTo(Limits.MAX_DESCRIPTOR_BYTES), in.signature()));
      case HEAD -> new Message.HeadNews(Head.read(in.bytesUpTo(Limits.MAX_HEAD_BYTES), in.signature()));
      case CHUNK -> throw new IllegalStateException("a chunk is its own frame");
      case PULL -> {
        Message.Pull pull = new Message.Pull(in.i64(), in.ranges());
        long chunks = pull.ranges().stream().mapToLong(SequenceRange::count).sum();
        if (chunks > Limits.MAX_PULL_CHUNKS) {
          throw ProtocolException.malformed("a pull of " + chunks + " chunks");
        }
        yield pull;
      }
      case NOT_HELD -> new Message.NotHeld(in.i64(), in.ranges());
      case SKIPPED -> new Message.Skipped(in.i64(), in.range());
      case REPORT -> new Message.Report(
          in.i64(), in.sequence(), in.u16(), in.i32(), in.i32(), in.i32(), in.u8(), in.address());
      case CANDIDATES -> new Message.Candidates(purpose(in.u8()), in.candidates());
      case CANDIDATES_WANTED -> new Message.CandidatesWanted(in.count(Limits.MAX_CANDIDATES));
      case GOODBYE -> new Message.Goodbye(CloseReason.ofCode(in.u8()), in.candidates());
      case CONNECT_TO -> new Message.ConnectTo(in.candidate());
      case ROUND_TRIPS -> new Message.RoundTrips(in.roundTrips());
    };
  }

  private static void hello(FieldWriter out, Message.Hello m) {
    out.u16(m.version());
    out.u64(m.capabilities());
    out.bytes(m.channel().hash().toByteArray());
    out.bytes(m.key().toByteArray());
    out.u8(m.binding().code);
    out.bytes(m.nonce().toByteArray());
    out.u64(m.expiryUnixSeconds());
    out.signature(m.signature());
    out.address(m.address());
    out.address(m.observed());
    out.text(m.agent(), Limits.MAX_NAME_BYTES);
  }

  private static Message.Hello hello(FieldReader in) throws ProtocolException {
    return new Message.Hello(
        in.u16(), in.u64(), new ChannelId(in.bytes32()), in.publicKey(), binding(in.u8()), in.bytes32(), in.i64(),
        in.signature(), in.address(), in.address(Limits.MAX_OBSERVED_ENDPOINTS), in.text(Limits.MAX_NAME_BYTES));
  }

  private static void tick(FieldWriter out, Message.Tick m) {
    out.u64(m.epoch());
    out.u64(m.newestSequence());
    out.u64(m.beat());
    out.u32(m.beatAgeMicros());
    out.u16(m.slots());
    out.u16(m.freeSlots());
    out.u8(m.depth());
    out.u8(m.state());
    out.u64(m.sentMicros());
    out.u64(m.echoMicros());
    out.u32(m.echoHeldMicros());
  }

  private static void report(FieldWriter out, Message.Report m) {
    out.u64(m.epoch());
    out.u64(m.receivedThrough());
    out.u16(m.freeSlots());
    out.u32(m.subtreePeers());
    out.u32(m.subtreeViewers());
    out.u32(m.subtreeFreeSlots());
    out.u8(m.subtreeDepth());
    out.address(m.address());
  }

  private static Message.Hello.Binding binding(int code) throws ProtocolException {
    for (Message.Hello.Binding binding : Message.Hello.Binding.values()) {
      if (binding.code == code) {
        return binding;
      }
    }
    throw ProtocolException.malformed("key binding " + code + " is not known");
  }

  private static Message.Refuse.Reason refusal(int code) {
    for (Message.Refuse.Reason reason : Message.Refuse.Reason.values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    return Message.Refuse.Reason.OTHER;
  }

  private static Message.Candidates.Purpose purpose(int code) {
    for (Message.Candidates.Purpose purpose : Message.Candidates.Purpose.values()) {
      if (purpose.code == code) {
        return purpose;
      }
    }
    return Message.Candidates.Purpose.OTHER;
  }
}
