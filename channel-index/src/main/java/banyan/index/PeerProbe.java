package banyan.index;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.FrameReader;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.PeerAddress;
import banyan.protocol.ProtocolException;
import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import banyan.protocol.SignedBytes;
import banyan.protocol.Signer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Dials a peer back: a handshake as between peers, and a goodbye. A peer is reached if it proves the key that it
 * registered with. One endpoint is dialled and no other, whatever is answered there.
 */
@SuppressWarnings("FutureReturnValueIgnored") // whatever fails shows as a closed connection, or by the deadline
final class PeerProbe {
  /**
   * What became of an attempt.
   *
   * @param detail a sentence if the peer was not reached, else empty
   */
  record Result(boolean reached, String detail) {}

  /** A handshake is two messages; some that are not known may stand between them. */
  private static final int MAX_FRAMES = 8;

  private static final String AGENT = "banyan index";

  private final EventLoopGroup loops;
  private final Signer identity;
  private final Duration deadline;
  private final int maxProbes;
  private final AtomicInteger probing = new AtomicInteger();
  private final SecureRandom random = new SecureRandom();

  PeerProbe(EventLoopGroup loops, Signer identity, Duration deadline, int maxProbes) {
    this.loops = loops;
    this.identity = identity;
    this.deadline = deadline;
    this.maxProbes = maxProbes;
  }

  /** Never fails; a peer that is not reached is a result too. */
  CompletableFuture<Result> dial(ChannelId channel, PublicKey peer, Endpoint endpoint) {
    if (probing.incrementAndGet() > maxProbes) {
      probing.decrementAndGet();
      return CompletableFuture.completedFuture(
          new Result(false, "The index is dialling too many peers just now. It will try again."));
    }
    Dialogue dialogue = new Dialogue(channel, peer, endpoint);
    ChannelFuture connecting = new Bootstrap()
        .group(loops)
        .channel(socketChannel())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(deadline.toMillis()))
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel socket) {
            socket.pipeline().addLast(dialogue);
          }
        })
        .connect(endpoint.host(), endpoint.port());
    connecting.addListener(connected -> {
      if (!connected.isSuccess()) {
        dialogue.finish("Nothing answers at " + endpoint + " from outside.");
      }
    });
    connecting.channel().eventLoop().schedule(
        () -> {
          dialogue.finish("What listens at " + endpoint + " did not answer within " + deadline.toMillis() + " ms.");
          connecting.channel().close();
        },
        deadline.toMillis(), TimeUnit.MILLISECONDS);
    return dialogue.result.whenComplete((result, failure) -> probing.decrementAndGet());
  }

  private Class<? extends SocketChannel> socketChannel() {
    boolean epoll = loops instanceof IoEventLoopGroup io && io.isIoType(EpollIoHandler.class);
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** One attempt: Hello out, Hello in, Proof in, Proof and Goodbye out. */
  private final class Dialogue extends SimpleChannelInboundHandler<ByteBuf> {
    private final ChannelId channel;
    private final PublicKey expected;
    private final Endpoint endpoint;
    private final Bytes32 nonce;
    private final FrameReader frames = new FrameReader(new FrameReader.Slabs());
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private Message.@Nullable Hello theirs;
    private int frameCount;

    Dialogue(ChannelId channel, PublicKey expected, Endpoint endpoint) {
      this.channel = channel;
      this.expected = expected;
      this.endpoint = endpoint;
      byte[] bytes = new byte[Bytes32.LENGTH];
      random.nextBytes(bytes);
      this.nonce = Bytes32.of(bytes);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      send(context, new Message.Hello(
          Message.PROTOCOL_VERSION, 0, channel, identity.publicKey(), Message.Hello.Binding.PLAIN, nonce, 0,
          Signature.NONE, PeerAddress.NONE, PeerAddress.of(endpoint), AGENT));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) throws ProtocolException {
      ByteBuffer in = bytes.nioBuffer();
      while (!result.isDone()) {
        ByteBuffer frame = frames.next(in);
        if (frame == null) {
          return;
        }
        Optional<Message> message = MessageCodec.decode(frame);
        if (++frameCount > MAX_FRAMES) {
          fail(context, CloseReason.UNEXPECTED, "says much, but nothing that proves who it is");
        } else if (message.isPresent()) {
          handle(context, message.get());
        }
      }
    }

    private void handle(ChannelHandlerContext context, Message message) {
      Message.Hello hello = theirs;
      if (hello == null && message instanceof Message.Hello first) {
        theirs = first;
        if (!first.channel().equals(channel)) {
          fail(context, CloseReason.WRONG_CHANNEL, "answers for another channel");
        } else if (!first.key().equals(expected)) {
          fail(context, CloseReason.BAD_PROOF, "is another peer");
        } else if (first.binding() != Message.Hello.Binding.PLAIN) {
          fail(context, CloseReason.WRONG_VERSION, "does not speak the plain handshake");
        }
      } else if (hello != null && message instanceof Message.Proof proof) {
        prove(context, hello, proof);
      } else if (message instanceof Message.Goodbye goodbye) {
        finish("The peer at " + endpoint + " closed the link: " + goodbye.reason() + ".");
        context.close();
      } else {
        fail(context, CloseReason.UNEXPECTED, "does not follow the handshake");
      }
    }

    private void prove(ChannelHandlerContext context, Message.Hello hello, Message.Proof proof) {
      PublicKey mine = identity.publicKey();
      if (!Ed25519.VERIFIER.verify(
          expected, SignedBytes.plainLink(false, channel, mine, expected, nonce, hello.nonce()), proof.signature())) {
        fail(context, CloseReason.BAD_PROOF, "could not prove its key");
        return;
      }
      send(context, new Message.Proof(
          identity.sign(SignedBytes.plainLink(true, channel, mine, expected, nonce, hello.nonce()))));
      result.complete(new Result(true, ""));
      leave(context, CloseReason.NOT_NEEDED);
    }

    private void fail(ChannelHandlerContext context, CloseReason reason, String what) {
      finish("What listens at " + endpoint + " " + what + ".");
      leave(context, reason);
    }

    void finish(String detail) {
      result.complete(new Result(false, detail));
    }

    private void leave(ChannelHandlerContext context, CloseReason reason) {
      context.writeAndFlush(Unpooled.wrappedBuffer(MessageCodec.encode(new Message.Goodbye(reason, List.of()))))
          .addListener(ChannelFutureListener.CLOSE);
    }

    private void send(ChannelHandlerContext context, Message message) {
      context.writeAndFlush(Unpooled.wrappedBuffer(MessageCodec.encode(message)))
          .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      finish("What listens at " + endpoint + " closed the connection before it proved who it is.");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      finish(cause instanceof ProtocolException
          ? "What listens at " + endpoint + " speaks something else."
          : "The connection to " + endpoint + " broke.");
      context.close();
    }
  }
}
