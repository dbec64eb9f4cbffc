package banyan.bench;

import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Head;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.relay.transport.LinkOwner;
import banyan.relay.transport.LocalPeer;
import banyan.relay.transport.PeerLink;
import banyan.relay.transport.PeerTransport;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A peer that attaches to one parent, receives, checks, reports once a second, and does nothing else. */
@SuppressWarnings("FutureReturnValueIgnored") // timers of an event loop
final class WireChild implements LinkOwner {
  /** Hears of each chunk. */
  interface Ear {
    void came(WireChild child, Chunk chunk, long nanos);
  }

  private static final long ONE_STRIPE = 1;
  private static final long REPORT_MILLIS = 1_000;
  private static final long AGAIN_MILLIS = 250;

  private final PeerTransport transport;
  private final ChannelId channel;
  private final ChunkCheck check;
  private final LocalPeer self;
  private final PeerAddress parent;
  private final Ear ear;
  private @Nullable PeerLink link;
  private int requests;
  private long epoch;
  private long newest = Head.NO_SEQUENCE;
  private long received;
  private long bytes;
  private long lost;
  private long refused;
  private long ended;
  private boolean isClosed;

  WireChild(
      PeerTransport transport, ChannelId channel, ChunkCheck check, LocalPeer self, PeerAddress parent, Ear ear) {
    this.transport = transport;
    this.channel = channel;
    this.check = check;
    this.self = self;
    this.parent = parent;
    this.ear = ear;
  }

  /** On the event loop. */
  void dial() {
    transport.dial(this, 1, parent, self);
  }

  long received() {
    return received;
  }

  long bytes() {
    return bytes;
  }

  /** Sequences that were passed over, in the middle of the stream. */
  long lost() {
    return lost;
  }

  long refused() {
    return refused;
  }

  /** How often its link ended before it closed it. */
  long ended() {
    return ended;
  }

  void close() {
    isClosed = true;
    if (link != null) {
      link.close();
      link = null;
    }
  }

  @Override
  public ChannelId channel() {
    return channel;
  }

  @Override
  public PeerAddress address() {
    return PeerAddress.NONE;
  }

  @Override
  public void opened(PeerLink opened, long attempt, PeerId peer, PeerAddress address, Optional<String> observed) {
    if (isClosed) {
      opened.close();
      return;
    }
    link = opened;
    attach(opened);
    report(opened);
  }

  private void attach(PeerLink to) {
    if (to == link) {
      to.send(new Message.Attach(++requests, ONE_STRIPE, Message.Attach.NEWEST_JOIN_POINT, false));
      to.flush();
    }
  }

  private void report(PeerLink to) {
    if (to == link) {
      to.send(new Message.Report(epoch, newest, 0, 1, 0, 0, 1, PeerAddress.NONE));
      to.flush();
      transport.loop().schedule(() -> report(to), REPORT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void openFailed(long attempt, CloseReason reason) {
    ended++;
  }

  @Override
  public void received(PeerLink from, Message message) {
    if (message instanceof Message.Media media) {
      take(media.chunk());
    } else if (message instanceof Message.Describe describe) {
      check.key(describe.descriptor().key());
    } else if (message instanceof Message.Refuse) {
      refused++;
      transport.loop().schedule(() -> attach(from), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void take(Chunk chunk) {
    long now = System.nanoTime();
    check.look(chunk);
    if (chunk.epoch() == epoch && newest != Head.NO_SEQUENCE && chunk.sequence() != newest + 1) {
      lost += Math.max(0, chunk.sequence() - newest - 1);
    }
    epoch = chunk.epoch();
    newest = chunk.sequence();
    received++;
    bytes += chunk.frameBytes();
    ear.came(this, chunk, now);
  }

  @Override
  public void readDone() {}

  @Override
  public void lost(PeerLink gone, CloseReason reason) {
    ended++;
    link = null;
  }

  @Override
  public void sent(PeerLink to) {}
}
