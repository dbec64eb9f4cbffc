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
import banyan.protocol.TlsBinding;
import banyan.tls.Encryption;
import banyan.tls.LinkTls;
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
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
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

  /** A handshake is one message or two; some that are not known may stand between them. */
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

  /**
   * Never fails; a peer that is not reached is a result too.
   *
   * @param encryption of the link, as the peer says that it does it; another kind is not tried
   */
  CompletableFuture<Result> dial(ChannelId channel, PublicKey peer, Endpoint endpoint, Encryption encryption) {
    if (probing.incrementAndGet() > maxProbes) {
      probing.decrementAndGet();
      return CompletableFuture.completedFuture(
          new Result(false, "The index is dialling too many peers just now. It will try again."));
    }
    CompletableFuture<Result> result = new CompletableFuture<>();
    result.whenComplete((done, failure) -> probing.decrementAndGet());
    if (!encryption.isOn()) {
      connect(new Dialogue(channel, peer, endpoint, null, result));
    } else {
      encryption.tls().whenComplete((LinkTls tls, Throwable failure) -> {
        if (failure != null) {
          result.complete(new Result(false, "The index cannot encrypt links: see its log."));
        } else {
          connect(new Dialogue(channel, peer, endpoint, tls, result));
        }
      });
    }
    return result;
  }

  private void connect(Dialogue dialogue) {
    ChannelFuture connecting = new Bootstrap()
        .group(loops)
        .channel(socketChannel())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(deadline.toMillis()))
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel socket) {
            dialogue.begin(socket);
          }
        })
        .connect(dialogue.endpoint.host(), dialogue.endpoint.port());
    connecting.addListener(connected -> {
      if (!connected.isSuccess()) {
        dialogue.finish("Nothing answers at " + dialogue.endpoint + " from outside.");
      }
    });
    connecting.channel().eventLoop().schedule(
        () -> {
          dialogue.finish(
              "What listens at " + dialogue.endpoint + " did not answer within " + deadline.toMillis() + " ms.");
          connecting.channel().close();
        },
        deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Class<? extends SocketChannel> socketChannel() {
    boolean epoll = loops instanceof IoEventLoopGroup io && io.isIoType(EpollIoHandler.class);
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** One attempt: Hello out, Hello in; in clear text also Proof in, Proof out; Goodbye out. */
  private final class Dialogue extends SimpleChannelInboundHandler<ByteBuf> {
    private final ChannelId channel;
    private final PublicKey expected;
    private final Endpoint endpoint;
    private final @Nullable LinkTls tls;
    private final CompletableFuture<Result> result;
    private final Bytes32 nonce;
    private final FrameReader frames = new FrameReader(new FrameReader.Slabs());
    private @Nullable SslHandler encrypting;
    private Message.@Nullable Hello theirs;
    private int frameCount;

    /** @param tls null in clear text */
    Dialogue(
        ChannelId channel, PublicKey expected, Endpoint endpoint, @Nullable LinkTls tls,
        CompletableFuture<Result> result) {
      this.channel = channel;
      this.expected = expected;
      this.endpoint = endpoint;
      this.tls = tls;
      this.result = result;
      byte[] bytes = new byte[Bytes32.LENGTH];
      random.nextBytes(bytes);
      this.nonce = Bytes32.of(bytes);
    }

    void begin(Channel socket) {
      if (tls != null) {
        SslHandler handler = tls.handler(true, socket.alloc());
        encrypting = handler;
        socket.pipeline().addLast(handler);
      }
      socket.pipeline().addLast(this);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      TlsBinding bound = tls == null ? new TlsBinding(0, Signature.NONE)
          : TlsBinding.sign(identity, true, channel, tls.keyHash(), unixSeconds());
      send(context, new Message.Hello(
          Message.PROTOCOL_VERSION, 0, channel, identity.publicKey(), binding(), tls == null ? nonce : Bytes32.ZERO,
          bound.expiryUnixSeconds(), bound.signature(), PeerAddress.NONE, PeerAddress.of(endpoint), AGENT));
    }

    private Message.Hello.Binding binding() {
      return tls == null ? Message.Hello.Binding.PLAIN : Message.Hello.Binding.TLS;
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
        } else if (first.binding() != binding()) {
          fail(context, CloseReason.UNEXPECTED, "does not follow the handshake");
        } else if (encrypting != null) {
          prove(context, first, encrypting);
        }
      } else if (hello != null && tls == null && message instanceof Message.Proof proof) {
        prove(context, hello, proof);
      } else if (message instanceof Message.Goodbye goodbye) {
        finish(goodbye.reason() == CloseReason.WRONG_TRANSPORT
            ? "The peer at " + endpoint + " encrypts its links, and said that it does not."
            : "The peer at " + endpoint + " closed the link: " + goodbye.reason() + ".");
        context.close();
      } else {
        fail(context, CloseReason.UNEXPECTED, "does not follow the handshake");
      }
    }

    private void prove(ChannelHandlerContext context, Message.Hello hello, SslHandler through) {
      try {
        Bytes32 keyHash = LinkTls.theirKeyHash(through.engine().getSession());
        TlsBinding.check(hello, false, keyHash, unixSeconds(), Ed25519.VERIFIER);
        reached(context);
      } catch (ProtocolException | SSLException e) {
        fail(context, CloseReason.BAD_PROOF, "could not prove its key: " + e.getMessage());
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
      reached(context);
    }

    private void reached(ChannelHandlerContext context) {
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
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent over && !over.isSuccess() && context.channel().isActive()) {
        exceptionCaught(context, over.cause());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
      finish(root instanceof SSLException
          ? "What listens at " + endpoint + " does not encrypt links, or not as peers do: does it run with --plain?"
          : root instanceof ProtocolException ? "What listens at " + endpoint + " speaks something else."
          : "The connection to " + endpoint + " broke.");
      context.close();
    }
  }

  private static long unixSeconds() {
    return System.currentTimeMillis() / 1_000;
  }
}
