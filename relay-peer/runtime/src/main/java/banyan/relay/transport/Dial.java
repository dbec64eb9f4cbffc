package banyan.relay.transport;

import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One attempt to reach a peer: its endpoints in turn, until one gives a link or the time is over. */
@SuppressWarnings("FutureReturnValueIgnored") // connecting and closing are listened to
final class Dial {
  /** A connection to the other side of the world takes 0.3 s, and one lost SYN another second. */
  private static final int CONNECT_MILLIS = 2_000;
  /** For all endpoints together. */
  private static final int DEADLINE_MILLIS = 5_000;
  /** Addresses of one name that are tried. */
  private static final int MAX_ADDRESSES = 4;

  private final PeerTransport transport;
  private final EventLoop loop;
  private final LinkOwner owner;
  private final long attempt;
  private final LocalPeer self;
  private final Queue<Endpoint> endpoints;
  private final Queue<InetSocketAddress> resolved = new ArrayDeque<>();
  private @Nullable Channel current;
  private @Nullable Future<?> deadline;
  private boolean isOver;
  private CloseReason lastReason = CloseReason.CONNECTION_LOST;

  Dial(PeerTransport transport, LinkOwner owner, long attempt, PeerAddress address, LocalPeer self) {
    this.transport = transport;
    this.loop = transport.loop();
    this.owner = owner;
    this.attempt = attempt;
    this.self = self;
    this.endpoints = new ArrayDeque<>(address.endpoints());
  }

  LinkOwner owner() {
    return owner;
  }

  long attempt() {
    return attempt;
  }

  LocalPeer self() {
    return self;
  }

  boolean isWanted() {
    return !isOver;
  }

  void start() {
    deadline = loop.schedule(() -> end(CloseReason.SILENT), DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    // Not from within the owner's own call.
    transport.whenReady(this::next);
  }

  private void next() {
    if (isOver) {
      return;
    }
    InetSocketAddress address = resolved.poll();
    if (address != null) {
      connect(address);
      return;
    }
    Endpoint endpoint = endpoints.poll();
    if (endpoint == null) {
      end(lastReason);
      return;
    }
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(endpoint.host());
    if (literal != null) {
      try {
        connect(new InetSocketAddress(InetAddress.getByAddress(literal), endpoint.port()));
      } catch (UnknownHostException e) {
        throw new IllegalStateException("an address of " + literal.length + " bytes", e);
      }
    } else {
      resolve(endpoint);
    }
  }

  /** A resolver may block for many seconds: never on the event loop. */
  private void resolve(Endpoint endpoint) {
    try {
      transport.resolver().execute(() -> {
        List<InetAddress> found;
        try {
          found = Arrays.asList(InetAddress.getAllByName(endpoint.host()));
        } catch (UnknownHostException e) {
          found = List.of();
        }
        List<InetAddress> addresses = found;
        loop.execute(() -> {
          addresses.stream().limit(MAX_ADDRESSES)
              .forEach(address -> resolved.add(new InetSocketAddress(address, endpoint.port())));
          next();
        });
      });
    } catch (RejectedExecutionException e) {
      next();
    }
  }

  private void connect(InetSocketAddress address) {
    if (transport.isClosed()) {
      end(CloseReason.CONNECTION_LOST);
      return;
    }
    ChannelFuture connecting = new Bootstrap()
        .group(loop)
        .channel(transport.loops().channelType())
        .disableResolver()
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .handler(transport.initializer(this))
        .connect(address, transport.dialsFrom(address.getAddress()).orElse(null));
    current = connecting.channel();
    connecting.addListener((ChannelFutureListener) done -> {
      if (!done.isSuccess()) {
        failed(CloseReason.CONNECTION_LOST);
      }
    });
  }

  /** A connection of this dial has become a link. */
  void succeeded() {
    isOver = true;
    cancelDeadline();
  }

  /** The connection that was tried last has failed. */
  void failed(CloseReason reason) {
    if (isOver) {
      return;
    }
    if (reason != CloseReason.CONNECTION_LOST) {
      lastReason = reason;
    }
    current = null;
    loop.execute(this::next);
  }

  private void end(CloseReason reason) {
    if (isOver) {
      return;
    }
    isOver = true;
    cancelDeadline();
    if (current != null) {
      current.close();
    }
    owner.openFailed(attempt, reason);
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
