package banyan.launcher.acceptance;

import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Descriptor;
import banyan.protocol.Head;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.Position;
import banyan.protocol.RootPath;
import banyan.relay.crypto.Ed25519Key;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A parent that is the test's own: takes whoever asks as a child, and sends it whatever frames the test has it send.
 * Apart from these it keeps to the rules.
 */
@SuppressWarnings("FutureReturnValueIgnored") // tasks that repeat until the clock stops
final class WireParent implements AutoCloseable {
  private static final long TICK_MILLIS = 100;

  private final ChannelId channel;
  private final Ed25519Key key = Ed25519Key.generate();
  private final ServerSocket listener = new ServerSocket();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final List<WireLink> open = new CopyOnWriteArrayList<>();
  private final List<WireLink> children = new ArrayList<>();
  private final List<byte[]> chunks = new ArrayList<>();
  private final List<CloseReason> goodbyes = new CopyOnWriteArrayList<>();
  private @Nullable Descriptor descriptor;
  private @Nullable Head head;
  private RootPath path = RootPath.NONE;
  private Position start = Message.Attach.NEWEST_JOIN_POINT;
  private long fed;

  /** It takes children once it is {@link #ready}. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the clock
  WireParent(ChannelId channel) throws IOException {
    this.channel = channel;
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    new Thread(this::accept, "a test's parent").start();
    clock.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  int port() {
    return listener.getLocalPort();
  }

  PeerId id() {
    return PeerId.of(key.publicKey());
  }

  Ed25519Key key() {
    return key;
  }

  PeerAddress address() {
    return WireLink.at(port());
  }

  /** What real peers said when they closed a link with this one. */
  List<CloseReason> goodbyes() {
    return List.copyOf(goodbyes);
  }

  /** How many frames of chunks have gone to children. */
  synchronized long fed() {
    return fed;
  }

  /**
   * What a child is told first.
   *
   * @param from the position of the first frame that {@link #chunk} is given
   */
  synchronized void ready(Descriptor channelSays, RootPath above, Position from) {
    descriptor = channelSays;
    path = above.then(id());
    start = from;
  }

  /** The newest head, for those who are children already too. */
  synchronized void head(Head newest) {
    head = newest;
    toChildren(link -> link.send(new Message.HeadNews(newest)));
  }

  /** Sends a chunk's frame, right or wrong; whoever becomes a child later gets all frames from the first on. */
  synchronized void chunk(byte[] frame) {
    chunks.add(frame);
    toChildren(link -> feed(link, frame));
  }

  private void feed(WireLink link, byte[] frame) throws IOException {
    link.sendBytes(frame);
    fed++;
  }

  /** Something that is sent on a link. */
  private interface Sending {
    void to(WireLink link) throws IOException;
  }

  /** A child that is gone is none any more. */
  private synchronized void toChildren(Sending sending) {
    children.removeIf(link -> {
      try {
        sending.to(link);
        return false;
      } catch (IOException e) {
        return true;
      }
    });
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        new Thread(() -> serve(socket), "a test's link").start();
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (WireLink link = WireLink.accept(socket, channel, key, address())) {
      open.add(link);
      while (true) {
        Message message = link.receive();
        if (message instanceof Message.Attach attach) {
          attached(link, attach);
        } else if (message instanceof Message.Goodbye goodbye) {
          goodbyes.add(goodbye.reason());
        }
      }
    } catch (IOException e) {
      // The link is over.
    }
  }

  private synchronized void attached(WireLink link, Message.Attach attach) throws IOException {
    Descriptor channelSays = descriptor;
    Head newest = head;
    if (channelSays == null || newest == null || attach.stripes() == Message.Attach.STANDBY) {
      link.send(new Message.Refuse(attach.request(), Message.Refuse.Reason.FULL, List.of()));
      return;
    }
    link.send(new Message.Describe(channelSays));
    link.send(new Message.HeadNews(newest));
    link.send(tick(newest));
    link.send(new Message.Accept(attach.request(), attach.stripes(), start, path));
    for (byte[] frame : chunks) {
      feed(link, frame);
    }
    children.add(link);
  }

  private Message.Tick tick(Head newest) {
    return new Message.Tick(
        newest.epoch(), newest.newestSequence(), newest.beat(), 1_000, 4, 4, path.depth(), 0,
        System.nanoTime() / 1_000, 0, 0);
  }

  private synchronized void tick() {
    Head newest = head;
    if (newest != null) {
      toChildren(link -> link.send(tick(newest)));
    }
  }

  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    listener.close();
    for (WireLink link : open) {
      link.close();
    }
  }
}
