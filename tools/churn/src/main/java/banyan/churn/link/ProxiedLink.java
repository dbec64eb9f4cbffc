package banyan.churn.link;

import banyan.churn.scenario.Draws;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connection between two peers, through the {@link LinkProxy}. All on the proxy's thread. */
final class ProxiedLink {
  /** The numbers of its ends; −1 for somebody who is no peer, such as an index that dials one back. */
  final int dialler;
  final int listener;
  private final SocketChannel near;
  private final SocketChannel far;
  private final ProxiedPipe outward;
  private final ProxiedPipe inward;
  private @Nullable SelectionKey nearKey;
  private @Nullable SelectionKey farKey;
  /** What was lost on a silent link cannot be made good: it stays silent. */
  private boolean isDead;
  long armedNanos = Long.MAX_VALUE;

  /** @param near the dialler's socket */
  ProxiedLink(
      int dialler, int listener, SocketChannel near, SocketChannel far, LinkShape shape, Draws jitter, long nowNanos) {
    this.dialler = dialler;
    this.listener = listener;
    this.near = near;
    this.far = far;
    // A connection takes a round trip before the first byte can go.
    this.outward = new ProxiedPipe(near, far, jitter, nowNanos + 2 * shape.delayNanos());
    this.inward = new ProxiedPipe(far, near, jitter, nowNanos);
    shape(shape, nowNanos);
  }

  void shape(LinkShape shape, long nowNanos) {
    isDead |= shape.isSilent();
    outward.shape(shape, nowNanos);
    inward.shape(shape, nowNanos);
    if (isDead) {
      outward.drop();
      inward.drop();
    }
  }

  void register(Selector selector) throws IOException {
    near.configureBlocking(false);
    far.configureBlocking(false);
    nearKey = near.register(selector, 0, this);
    farKey = far.register(selector, SelectionKey.OP_CONNECT, this);
  }

  /** Something can be done with one of the sockets. */
  void ready(SelectionKey key, ByteBuffer buffer, long nowNanos) {
    try {
      if (key.isConnectable()) {
        far.finishConnect();
      }
      if (key.isReadable()) {
        read(key == nearKey ? outward : inward, buffer, nowNanos);
      }
      turn(nowNanos);
    } catch (IOException e) {
      broke(key, nowNanos);
    }
  }

  /** Lets arrive what is due, and sets what to wait for. */
  void turn(long nowNanos) {
    try {
      if (!isDead && far.isConnected()) {
        boolean hasEnded = outward.drain(nowNanos);
        hasEnded |= inward.drain(nowNanos);
        if (hasEnded) {
          close();
          return;
        }
      }
      interest(nearKey, outward, inward, nowNanos);
      interest(farKey, inward, outward, nowNanos);
    } catch (IOException e) {
      close();
    }
  }

  private void read(ProxiedPipe pipe, ByteBuffer buffer, long nowNanos) throws IOException {
    buffer.clear();
    int count = pipe.from.read(buffer);
    if (isDead) {
      if (count < 0) {
        // The other end is not told: nothing passes.
        pipe.from.close();
      }
    } else if (count < 0) {
      pipe.end(nowNanos);
    } else {
      pipe.put(buffer.flip(), nowNanos);
    }
  }

  /** A socket was reset: for the other end that is an end like any other. */
  private void broke(SelectionKey key, long nowNanos) {
    ProxiedPipe pipe = key == nearKey ? outward : inward;
    if (isDead) {
      closeQuietly(pipe.from);
    } else if (far.isConnected() && pipe.hasRoom()) {
      pipe.end(nowNanos);
      turn(nowNanos);
    } else {
      close();
    }
  }

  private void interest(@Nullable SelectionKey key, ProxiedPipe out, ProxiedPipe in, long nowNanos) {
    if (key == null || !key.isValid()) {
      return;
    }
    int wanted = !far.isConnected() ? key == farKey ? SelectionKey.OP_CONNECT : 0
        : (isDead || out.hasRoom() ? SelectionKey.OP_READ : 0)
            | (!isDead && in.isBlocked(nowNanos) ? SelectionKey.OP_WRITE : 0);
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  /** When it is next to be looked at; never, if nothing is under way. */
  long wakeNanos() {
    return Math.min(wake(outward), wake(inward));
  }

  private long wake(ProxiedPipe pipe) {
    return isDead || pipe.isEmpty() ? Long.MAX_VALUE : pipe.dueNanos();
  }

  boolean isOpen() {
    return near.isOpen() || far.isOpen();
  }

  void close() {
    closeQuietly(near);
    closeQuietly(far);
  }

  private static void closeQuietly(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no more use, closed or not.
    }
  }
}
