package banyan.bench;

import banyan.program.Failure;
import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.FrameReader;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.PeerAddress;
import banyan.protocol.Position;
import banyan.protocol.ProtocolException;
import banyan.protocol.Signature;
import banyan.protocol.SignedBytes;
import banyan.relay.crypto.Ed25519Key;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Receivers that cost as little as can be, so that it is the sender that is measured: after the handshake they count
 * bytes and look at nothing. On plain links.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what does not connect never receives, which is waited for
final class RawReceivers implements AutoCloseable {
  private static final int READ_BYTES = 256 * 1_024;
  private static final long FETCH_SECONDS = 60;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bench-raw", true), EpollIoHandler.newFactory());
  private final ChannelId channel;
  private final List<Receiver> ofRelay = new ArrayList<>();
  private final List<Receiver> ofBare = new ArrayList<>();

  RawReceivers(Programs.Program root) {
    channel = ChannelLink.parse(String.valueOf(root.ready().link())).channel();
  }

  void dialRelay(int count, int port) throws Exception {
    dial(count, port, true, ofRelay);
  }

  void dialBare(int count, int port) throws Exception {
    dial(count, port, false, ofBare);
  }

  private void dial(int count, int port, boolean shakesHands, List<Receiver> into) throws Exception {
    for (int i = 0; i < count; i++) {
      Receiver receiver = new Receiver(shakesHands);
      into.add(receiver);
      new Bootstrap().group(loop).channel(EpollSocketChannel.class).handler(receiver)
          .option(ChannelOption.TCP_NODELAY, true)
          .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
          .connect(InetAddress.getLoopbackAddress(), port);
    }
    if (!Programs.within(FETCH_SECONDS, () -> into.stream().allMatch(r -> r.isOpen))) {
      throw new Failure("Not all receivers were let in.");
    }
  }

  /** All fetch the window of a relay from there on, at least so many bytes each. */
  void fetchFromRelay(long epoch, long first, long bytes) throws Exception {
    fetch(ofRelay, bytes, receiver -> MessageCodec.encode(
        new Message.Attach(++receiver.requests, 1, new Position(epoch, first), false)));
  }

  void fetchFromBare(long bytes) throws Exception {
    fetch(ofBare, bytes, receiver -> ByteBuffer.wrap(new byte[1]));
  }

  private interface Request {
    ByteBuffer of(Receiver receiver);
  }

  private void fetch(List<Receiver> all, long bytes, Request request) throws Exception {
    CountDownLatch done = new CountDownLatch(all.size());
    loop.execute(() -> {
      for (Receiver receiver : all) {
        receiver.missing = bytes;
        receiver.done = done;
        receiver.send(request.of(receiver));
      }
    });
    if (!done.await(FETCH_SECONDS, TimeUnit.SECONDS)) {
      throw new Failure(done.getCount() + " receivers did not get all within " + FETCH_SECONDS + " s.");
    }
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private final class Receiver extends ChannelInboundHandlerAdapter {
    private static final long REPORT_MILLIS = 1_000;

    private final Ed25519Key key = Ed25519Key.generate();
    private final Bytes32 nonce = newNonce();
    private final FrameReader reader = new FrameReader(new FrameReader.Slabs());
    private final boolean shakesHands;
    private Optional<Channel> socket = Optional.empty();
    private Optional<Message.Hello> theirs = Optional.empty();
    private volatile boolean isOpen;
    private int requests;
    private long missing;
    private CountDownLatch done = new CountDownLatch(0);

    Receiver(boolean shakesHands) {
      this.shakesHands = shakesHands;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      socket = Optional.of(context.channel());
      if (shakesHands) {
        send(MessageCodec.encode(new Message.Hello(
            Message.PROTOCOL_VERSION, 0, channel, key.publicKey(), Message.Hello.Binding.PLAIN, nonce, 0,
            Signature.NONE, PeerAddress.NONE, PeerAddress.NONE, "banyan bench")));
      } else {
        isOpen = true;
      }
    }

    private void send(ByteBuffer bytes) {
      socket.ifPresent(to -> to.writeAndFlush(Unpooled.wrappedBuffer(bytes)));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) throws ProtocolException {
      ByteBuf in = (ByteBuf) read;
      if (isOpen) {
        boolean waits = missing > 0;
        missing -= in.readableBytes();
        if (waits && missing <= 0) {
          done.countDown();
        }
      } else {
        handshake(in.nioBuffer());
      }
      in.release();
    }

    private void handshake(ByteBuffer bytes) throws ProtocolException {
      for (ByteBuffer frame = reader.next(bytes); frame != null && !isOpen; frame = reader.next(bytes)) {
        Message message = MessageCodec.decode(frame).orElseThrow();
        if (message instanceof Message.Hello hello) {
          theirs = Optional.of(hello);
        } else if (message instanceof Message.Proof) {
          Message.Hello hello = theirs.orElseThrow();
          send(MessageCodec.encode(new Message.Proof(key.sign(SignedBytes.plainLink(
              true, channel, key.publicKey(), hello.key(), nonce, hello.nonce())))));
          isOpen = true;
          report();
        }
      }
    }

    /** What is silent for long is taken for dead. */
    private void report() {
      send(MessageCodec.encode(new Message.Report(0, -1, 0, 1, 0, 0, 1, PeerAddress.NONE)));
      loop.schedule(this::report, REPORT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static Bytes32 newNonce() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    new SecureRandom().nextBytes(bytes);
    return Bytes32.of(bytes);
  }
}
