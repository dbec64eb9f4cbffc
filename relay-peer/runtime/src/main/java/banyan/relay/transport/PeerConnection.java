package banyan.relay.transport;

import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.FrameReader;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, from its first byte to its last.
 *
 * <table>
 *   <caption>States</caption>
 *   <tr><td>HANDSHAKE<td>that of TLS first, if links are encrypted; then only handshake messages are taken; until a
 *       deadline for both
 *   <tr><td>OPEN<td>messages go to the owner of the channel's links
 *   <tr><td>CLOSING<td>the last bytes are on their way out; what comes in is thrown away, until a deadline
 * </table>
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the connection, which is told
final class PeerConnection extends ChannelInboundHandlerAdapter {
  private enum State {
    HANDSHAKE,
    OPEN,
    CLOSING
  }

  private static final Logger LOG = Logger.getLogger(PeerConnection.class.getName());
  /** How long the last bytes may take, and how long the other end may take to close as well. */
  private static final int LINGER_MILLIS = 1_000;
  private static final String WHY_ENCRYPTED =
      "it does not encrypt links, and this peer does: start both without --plain, or both with it";

  private final PeerTransport transport;
  private final Channel channel;
  private final @Nullable Dial dial;
  private final FrameReader reader;
  /** What encrypts it; null on a plain link, and where the other end turns out not to encrypt. */
  private @Nullable TlsLayer tls;
  private boolean hasHeard;
  private State state = State.HANDSHAKE;
  private boolean isAdmitted;
  private boolean isInHandshake;
  private @Nullable Handshake handshake;
  private @Nullable LinkOwner owner;
  private @Nullable PeerLink link;
  private @Nullable Future<?> deadline;
  private CloseReason goodbye = CloseReason.CONNECTION_LOST;

  /**
   * @param dial whose connection this is, or null if the other end dialled
   * @param tls what encrypts it, or null on a plain link
   */
  PeerConnection(PeerTransport transport, Channel channel, @Nullable Dial dial, @Nullable TlsLayer tls) {
    this.transport = transport;
    this.channel = channel;
    this.dial = dial;
    this.tls = tls;
    this.reader = new FrameReader(transport.slabs());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    transport.connected(this);
    if (dial == null) {
      if (!transport.admission().enter(remote().getAddress())) {
        sayGoodbye(CloseReason.LIMIT, "too many connections");
        return;
      }
      isAdmitted = true;
      isInHandshake = true;
    }
    deadline = channel.eventLoop().schedule(
        () -> sayGoodbye(CloseReason.SILENT, "no handshake within " + transport.limits().handshakeMillis() + " ms"),
        transport.limits().handshakeMillis(), TimeUnit.MILLISECONDS);
    Handshake begun = newHandshake(PeerAddress.of(transport.endpoint(remote())));
    handshake = begun;
    if (dial != null) {
      // With TLS it waits there, and goes out with the last bytes of that handshake.
      write(begun.hello(dial.owner().channel()));
      channel.flush();
    }
  }

  private Handshake newHandshake(PeerAddress observed) {
    Handshake.End end = dial != null
        ? Handshake.End.dialing(dial.self(), dial.owner().channel(), dial.owner().address(), observed)
        : Handshake.End.accepting(transport.self(), transport::addressOn, observed);
    TlsLayer layer = tls;
    return layer == null
        ? new PlainHandshake(end, transport.newNonce())
        : new TlsHandshake(end, layer.ownKeyHash(), layer::theirKeyHash, () -> System.currentTimeMillis() / 1_000);
  }

  /**
   * The first byte has come, and says whether the other end encrypts. If it does not as this one does, there is no
   * link: one that is told to encrypt never does without.
   *
   * @param isFrames whether it may be a frame in clear text
   */
  void otherEndSpeaks(boolean isTls, boolean isFrames) {
    hasHeard = true;
    TlsLayer layer = tls;
    if (isTls == (layer != null)) {
      return;
    }
    if (layer == null) {
      sayGoodbye(CloseReason.WRONG_TRANSPORT, "it encrypts links, and this peer was started with --plain: start both "
          + "with it, or both without");
      return;
    }
    tls = null;
    layer.remove();
    if (!isFrames) {
      sayGoodbye(CloseReason.MALFORMED, "neither TLS nor a frame");
    } else if (dial == null) {
      sayGoodbye(CloseReason.WRONG_TRANSPORT, WHY_ENCRYPTED);
    }
    // Whom this one has dialled may say in clear text why it closes, and nothing else: see received().
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    ByteBuf in = (ByteBuf) read;
    transport.received(in.readableBytes());
    try {
      ByteBuffer bytes = in.nioBuffer();
      while (state != State.CLOSING) {
        ByteBuffer frame = reader.next(bytes);
        if (frame == null) {
          return;
        }
        Optional<Message> message = MessageCodec.decode(frame);
        if (message.isPresent()) {
          received(message.get());
        }
      }
    } catch (ProtocolException e) {
      sayGoodbye(e.reason(), String.valueOf(e.getMessage()));
    } finally {
      in.release();
    }
  }

  private void received(Message message) throws ProtocolException {
    if (message instanceof Message.Goodbye said) {
      goodbye = said.reason();
    }
    if (state == State.OPEN && link != null && owner != null) {
      if (message instanceof Message.Hello || message instanceof Message.Proof) {
        throw new ProtocolException(CloseReason.UNEXPECTED, message.type() + " after the handshake");
      }
      owner.received(link, message);
      return;
    }
    if (message instanceof Message.Goodbye) {
      closeNow();
      return;
    }
    Handshake running = handshake;
    if (running == null) {
      throw new IllegalStateException("a message before the connection was active");
    }
    if (tls == null && transport.encryption().isOn()) {
      throw new ProtocolException(CloseReason.WRONG_TRANSPORT, WHY_ENCRYPTED);
    }
    List<Message> answers = running.receive(message);
    answers.forEach(this::write);
    if (!answers.isEmpty()) {
      channel.flush();
    }
    if (running.isDone()) {
      open(running.theirs());
    }
  }

  private void open(Message.Hello theirs) throws ProtocolException {
    LinkOwner to = dial != null ? dial.owner() : transport.ownerOf(theirs.channel());
    if (to == null || (dial != null && !dial.isWanted())) {
      throw new ProtocolException(CloseReason.WRONG_CHANNEL, "the channel was left during the handshake");
    }
    reader.handshakeDone();
    handshakeOver();
    state = State.OPEN;
    if (tls != null) {
      transport.encryptedWith(tls.suite());
    }
    owner = to;
    PeerId peer = PeerId.of(theirs.key());
    PeerLink opened = new PeerLink(this, channel, transport.frames(), peer, transport.nextLinkId());
    link = opened;
    long attempt = 0;
    if (dial != null) {
      attempt = dial.attempt();
      dial.succeeded();
    }
    Optional<String> seen = theirs.observed().endpoints().stream().findFirst().map(e -> e.host());
    to.opened(opened, attempt, peer, theirs.address(), seen);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (owner != null) {
      owner.readDone();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone(goodbye);
    reader.end();
    transport.disconnected(this);
    if (isAdmitted) {
      isAdmitted = false;
      transport.admission().leave(remote().getAddress());
    }
    cancelDeadline();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent over && !over.isSuccess() && channel.isActive()) {
      tlsFailed(over.cause());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof SSLException) {
      tlsFailed(cause.getCause());
      return;
    }
    if (!(cause instanceof IOException)) {
      LOG.log(Level.SEVERE, "A connection with " + channel.remoteAddress() + " was closed by a fault of ours", cause);
    }
    closeNow();
  }

  private void tlsFailed(Throwable cause) {
    if (state != State.CLOSING && tls != null) {
      transport.refused(CloseReason.MALFORMED, remote(), "TLS failed: " + cause.getMessage());
      gone(CloseReason.MALFORMED);
      if (cause instanceof NotSslRecordException) {
        tls.sayUnexpected();
      }
      closeNow();
    }
  }

  /** What has come is against the rules: tell the other end why, and close. */
  private void sayGoodbye(CloseReason reason, String why) {
    if (state == State.CLOSING) {
      return;
    }
    transport.refused(reason, remote(), why);
    gone(reason);
    if (tls != null && !tls.isReady()) {
      if (hasHeard || dial != null) {
        // In the midst of a TLS handshake no other words are understood.
        cut();
        return;
      }
      tls.remove();
      tls = null;
    }
    write(new Message.Goodbye(reason, List.of()));
    linger();
  }

  void chunkLeft() {
    if (state == State.OPEN && owner != null && link != null) {
      owner.sent(link);
    }
  }

  /** There is no use in more words: the other end does not take them. */
  void abandon(CloseReason reason) {
    // Later: this is found out while the owner is sending.
    channel.eventLoop().execute(() -> {
      if (state == State.OPEN) {
        transport.refused(reason, remote(), "it does not read what it is sent");
        gone(reason);
        cut();
      }
    });
  }

  void closeByOwner() {
    if (state == State.OPEN) {
      state = State.CLOSING;
      linger();
    }
  }

  void closeUnlessClosing() {
    if (state != State.CLOSING) {
      closeNow();
    }
  }

  /** As the kernel would for a process that is gone: whoever is at the other end finds out, nobody here does. */
  void halt() {
    handshakeOver();
    state = State.CLOSING;
    cut();
  }

  void closeNow() {
    channel.close();
  }

  /** Without waiting for anything that has not left. */
  private void cut() {
    if (tls != null) {
      tls.cut();
    } else {
      channel.close();
    }
  }

  /** Nothing more is taken; whoever waits for this connection is told, once. */
  private void gone(CloseReason reason) {
    if (state == State.CLOSING) {
      return;
    }
    handshakeOver();
    boolean wasOpen = state == State.OPEN;
    state = State.CLOSING;
    if (wasOpen && owner != null && link != null) {
      owner.lost(link, reason);
      owner.readDone();
    } else if (dial != null) {
      dial.failed(reason);
    }
  }

  private void handshakeOver() {
    cancelDeadline();
    if (isInHandshake) {
      isInHandshake = false;
      transport.admission().handshakeOver(remote().getAddress());
    }
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  /**
   * Our side is shut behind the last byte; the other end's closing ends it. To close at once could make the kernel
   * answer what is still on its way here with a reset, which takes our last words from the other end's buffer.
   */
  private void linger() {
    ChannelFuture lastBytes = tls != null ? tls.end() : channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    lastBytes.addListener(done -> {
      if (done.isSuccess()) {
        ((DuplexChannel) channel).shutdownOutput();
      } else {
        channel.close();
      }
    });
    Future<?> end = channel.eventLoop().schedule(this::cut, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener((ChannelFutureListener) closed -> end.cancel(false));
  }

  private void write(Message message) {
    channel.write(Unpooled.wrappedBuffer(MessageCodec.encode(message)), channel.voidPromise());
  }

  private InetSocketAddress remote() {
    if (channel.remoteAddress() instanceof InetSocketAddress address) {
      return address;
    }
    throw new IllegalStateException("no TCP connection: " + channel);
  }
}
