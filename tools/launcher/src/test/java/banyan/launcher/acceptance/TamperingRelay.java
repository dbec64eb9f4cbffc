package banyan.launcher.acceptance;

import banyan.program.ReadyLine;
import banyan.protocol.ChannelId;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Descriptor;
import banyan.protocol.Head;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.RootPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A relay of the test's own: joins a channel honestly, feeds whoever asks, and flips a bit in each chunk at last. */
@SuppressWarnings("FutureReturnValueIgnored") // tasks that repeat until the clock stops
final class TamperingRelay implements AutoCloseable {
  /** Which bit. The places are those of a chunk's frame; see relay-peer/docs/wire.md. */
  enum Flip {
    JOIN_POINT(6, 0x01),
    MEDIA_TIME(30, 0x10),
    SIGNATURE(60, 0x80),
    PAYLOAD(-1, 0x01);

    private final int at;
    private final int bit;

    Flip(int at, int bit) {
      this.at = at;
      this.bit = bit;
    }

    private void in(byte[] frame) {
      frame[at < 0 ? frame.length + at : at] ^= (byte) bit;
    }
  }

  private static final long TALK_MILLIS = 500;

  private final ChannelId channel;
  private final Flip flip;
  private final WireParent below;
  private final WireLink above;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private @Nullable Descriptor descriptor;
  private @Nullable Head head;
  private RootPath path = RootPath.NONE;
  private volatile long newest = -1;
  private volatile boolean tampers;

  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the clock
  private TamperingRelay(ReadyLine root, Flip flip) throws IOException {
    this.channel = ChannelId.parse(String.valueOf(root.channel()));
    this.flip = flip;
    this.below = new WireParent(channel);
    this.above = WireLink.dial(LocalNetwork.port(root), channel, below.key(), below.address());
    above.send(new Message.Attach(1, -1, Message.Attach.NEWEST_JOIN_POINT, false));
    new Thread(this::receive, "a test's relay").start();
    clock.scheduleAtFixedRate(this::talk, TALK_MILLIS, TALK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Returns when it can feed others. */
  static TamperingRelay join(ReadyLine root, Flip flip) throws IOException {
    TamperingRelay relay = new TamperingRelay(root, flip);
    LocalNetwork.await("the test's relay has a first chunk").until(() -> relay.newest >= 0);
    return relay;
  }

  int port() {
    return below.port();
  }

  String id() {
    return below.id().toString();
  }

  /** From now on every chunk that it passes on is wrong in one bit. */
  void begin() {
    tampers = true;
  }

  /** What its children said when they left. */
  List<CloseReason> goodbyes() {
    return below.goodbyes();
  }

  /** Dials a peer as itself; returns what that says before it closes. */
  CloseReason knockAt(int port) throws IOException {
    try (WireLink link = WireLink.dial(port, channel, below.key(), PeerAddress.NONE)) {
      return link.receiveGoodbye();
    }
  }

  private void receive() {
    try {
      while (true) {
        received(above.receive());
      }
    } catch (IOException e) {
      // The link is over.
    }
  }

  private void received(Message message) {
    if (message instanceof Message.Describe describe) {
      descriptor = describe.descriptor();
    } else if (message instanceof Message.HeadNews news) {
      head = news.head();
      below.head(news.head());
    } else if (message instanceof Message.Accept accept) {
      path = accept.path();
    } else if (message instanceof Message.Media media) {
      pass(media.chunk());
    }
  }

  private void pass(Chunk chunk) {
    Descriptor channelSays = descriptor;
    if (newest < 0 && channelSays != null) {
      below.ready(channelSays, path, chunk.position());
    }
    ByteBuffer frame = chunk.frame();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    if (tampers) {
      flip.in(bytes);
    }
    below.chunk(bytes);
    newest = chunk.sequence();
  }

  /** As an honest child does. */
  private void talk() {
    Head last = head;
    if (last == null) {
      return;
    }
    try {
      above.send(new Message.Tick(
          last.epoch(), newest, last.beat(), 1_000, 4, 4, 1, 0, System.nanoTime() / 1_000, 0, 0));
      above.send(new Message.Report(last.epoch(), newest, 4, 1, 0, 4, 1, below.address()));
    } catch (IOException e) {
      // The link is over.
    }
  }

  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    above.close();
    below.close();
  }
}
