package banyan.churn.link;

import banyan.churn.scenario.Draws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands in all links of a run, and makes each of them as slow, far, jittery or silent as it is to be. No root rights:
 * each peer has a loopback address of its own that it listens on and dials from, so both ends of a link are known; and
 * a door here, the same port of 127.0.0.1, which is what it advertises, and where an index dials it back.
 *
 * <p>One thread does it all. It sees bytes, so it works for links of any kind.
 */
public final class LinkProxy implements AutoCloseable {
  private static final int READ_BYTES = 64 * 1_024;
  /** A sender has to feel soon that a link is slow; the kernel takes it twice. */
  private static final int RECEIVE_BUFFER_BYTES = 32 * 1_024;
  private static final int BACKLOG = 512;
  private static final long CLOSE_MILLIS = 2_000;

  private record Door(int number, ServerSocketChannel socket) {}

  private record Timer(long atNanos, ProxiedLink link) {}

  private final LinkShapes shapes;
  private final long seed;
  private final Selector selector;
  private final Thread thread = new Thread(this::run, "churn-proxy");
  private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private final Map<Integer, Door> doors = new HashMap<>();
  private final Set<ProxiedLink> links = new HashSet<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>((a, b) -> Long.compare(a.atNanos(), b.atNanos()));
  private long linkCount;
  private volatile boolean isClosed;

  private LinkProxy(LinkShape usual, long seed, Selector selector) {
    this.shapes = new LinkShapes(usual);
    this.seed = seed;
    this.selector = selector;
  }

  /** @param usual what a link is like that nothing has been done to */
  public static LinkProxy start(LinkShape usual, long seed) throws IOException {
    LinkProxy proxy = new LinkProxy(usual, seed, Selector.open());
    proxy.thread.setDaemon(true);
    proxy.thread.start();
    return proxy;
  }

  /**
   * Opens a peer's door.
   *
   * @param port 0 for a free one
   * @return the port that the peer is to listen on, at its own {@linkplain PeerAddresses address}, and to advertise at
   *     127.0.0.1
   */
  public int open(int number, int port) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    socket.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
    socket.bind(new InetSocketAddress(PeerAddresses.DOORS, port), BACKLOG);
    socket.configureBlocking(false);
    int bound = ((InetSocketAddress) socket.getLocalAddress()).getPort();
    ask(() -> {
      try {
        Door door = new Door(number, socket);
        socket.register(selector, SelectionKey.OP_ACCEPT, door);
        doors.put(number, door);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    return bound;
  }

  /** Closes the door of a peer that is gone; its links end when its sockets do. */
  public void shut(int number) {
    ask(() -> {
      Door door = doors.remove(number);
      if (door != null) {
        closeQuietly(door.socket());
      }
    });
  }

  /** Changes the link between two peers, or those that they will have, until {@link #restore}. */
  public void shape(int one, int other, LinkShape shape) {
    ask(() -> {
      shapes.set(one, other, shape);
      shapeAll();
    });
  }

  /** Changes all links of a peer. */
  public void shape(int peer, LinkShape shape) {
    ask(() -> {
      shapes.set(peer, shape);
      shapeAll();
    });
  }

  /** Links are as usual again; but those that were silent have lost what they have lost, and stay so. */
  public void restore(int one, int other) {
    ask(() -> {
      shapes.clear(one, other);
      shapeAll();
    });
  }

  public void restore(int peer) {
    ask(() -> {
      shapes.clear(peer);
      shapeAll();
    });
  }

  /** What a link is like that nothing has been done to. */
  public LinkShape usual() {
    return shapes.usual();
  }

  /** Waits until what was asked for is so. */
  private void ask(Runnable change) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    asked.add(() -> {
      try {
        change.run();
        done.complete(null);
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
    });
    selector.wakeup();
    if (isClosed) {
      return;
    }
    done.orTimeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS).join();
  }

  private void shapeAll() {
    long now = System.nanoTime();
    for (ProxiedLink link : List.copyOf(links)) {
      link.shape(shapes.of(link.dialler, link.listener), now);
      link.turn(now);
      arm(link);
    }
  }

  private void run() {
    try {
      while (!isClosed) {
        for (Runnable change = asked.poll(); change != null; change = asked.poll()) {
          change.run();
        }
        select();
        long now = System.nanoTime();
        for (SelectionKey key : selector.selectedKeys()) {
          ready(key, now);
        }
        selector.selectedKeys().clear();
        wake(System.nanoTime());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      links.forEach(ProxiedLink::close);
      doors.values().forEach(door -> closeQuietly(door.socket()));
      closeQuietly(selector);
    }
  }

  private void select() throws IOException {
    Timer next = timers.peek();
    if (next == null) {
      selector.select();
      return;
    }
    long wait = next.atNanos() - System.nanoTime();
    if (wait <= 0) {
      selector.selectNow();
    } else {
      // Up to a millisecond late, which is as fine as a selector waits.
      selector.select(wait / 1_000_000 + 1);
    }
  }

  private void ready(SelectionKey key, long nowNanos) {
    if (!key.isValid()) {
      return;
    }
    if (key.attachment() instanceof Door door) {
      accept(door, nowNanos);
    } else if (key.attachment() instanceof ProxiedLink link) {
      link.ready(key, buffer, nowNanos);
      arm(link);
    }
  }

  private void accept(Door door, long nowNanos) {
    SocketChannel near = null;
    SocketChannel far = null;
    try {
      near = door.socket().accept();
      if (near == null) {
        return;
      }
      int dialler = PeerAddresses.numberOf(((InetSocketAddress) near.getRemoteAddress()).getAddress());
      far = SocketChannel.open();
      // Set before connecting, or else the window is negotiated without it.
      far.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      far.setOption(StandardSocketOptions.TCP_NODELAY, true);
      near.setOption(StandardSocketOptions.TCP_NODELAY, true);
      ProxiedLink link = new ProxiedLink(dialler, door.number(), near, far, shapes.of(dialler, door.number()),
          Draws.of(seed, Draws.Part.JITTER, linkCount++), nowNanos);
      link.register(selector);
      int port = ((InetSocketAddress) door.socket().getLocalAddress()).getPort();
      far.connect(new InetSocketAddress(PeerAddresses.of(door.number()), port));
      links.add(link);
    } catch (IOException e) {
      // One end is gone already, and the other one hears of it.
      closeQuietly(near);
      closeQuietly(far);
    }
  }

  private void arm(ProxiedLink link) {
    if (!link.isOpen()) {
      links.remove(link);
      return;
    }
    long at = link.wakeNanos();
    if (at < link.armedNanos) {
      link.armedNanos = at;
      timers.add(new Timer(at, link));
    }
  }

  private void wake(long nowNanos) {
    for (Timer next = timers.peek(); next != null && next.atNanos() <= nowNanos; next = timers.peek()) {
      timers.remove();
      ProxiedLink link = next.link();
      if (link.armedNanos == next.atNanos()) {
        link.armedNanos = Long.MAX_VALUE;
        link.turn(nowNanos);
        if (!link.isOpen() || link.wakeNanos() > nowNanos) {
          arm(link);
        }
      }
    }
  }

  private static void closeQuietly(@Nullable AutoCloseable it) {
    try {
      if (it != null) {
        it.close();
      }
    } catch (Exception e) {
      // It is of no more use, closed or not.
    }
  }

  @Override
  public void close() {
    isClosed = true;
    selector.wakeup();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For tests: connections that pass now. */
  int linkCount() {
    List<Integer> count = new ArrayList<>();
    ask(() -> count.add(links.size()));
    return count.isEmpty() ? 0 : count.get(0);
  }
}
