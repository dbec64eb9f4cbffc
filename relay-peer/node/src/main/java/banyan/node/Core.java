package banyan.node;

import banyan.protocol.CloseReason;
import banyan.protocol.Descriptor;
import banyan.protocol.Head;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.RootPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the parts of one node share: who it is, its links, what it holds, and the input being handled. */
final class Core {
  static final long ALL_STRIPES = -1L;

  final NodeConfig config;
  final PeerId self;
  /** In order of their ids, so that every run goes through them alike. */
  final TreeMap<LinkId, Link> links = new TreeMap<>();
  final Beats beats = new Beats();
  final Counts counts = new Counts();

  PeerAddress address;
  @Nullable Descriptor descriptor;
  @Nullable Head head;
  Window window = new Window(0);
  /** The link that feeds me. */
  @Nullable Link parent;
  /** From the root to me. An orphan keeps its last one: its children must still know that I am above them. */
  RootPath path = RootPath.NONE;
  boolean leaving;
  /** Whether no other parent is being sought; while one is, nobody new is taken. */
  boolean settled = true;
  /** Whether the parent is suspect or late: what is missing is sought elsewhere. */
  boolean troubled;
  int viewers;
  /** Who brought the newest chunk that was not there yet. */
  private @Nullable PeerId source;
  /** Bytes a second that the process's other channels leave for this one; all of it where nobody said. */
  long uploadShare;

  /** Whether each chunk needs a grant. */
  boolean isUploadLimited() {
    return uploadShare != Input.UploadShareChanged.UNLIMITED;
  }

  /** Until when, by peer, the oldest ban first. */
  private final Map<PeerId, Long> banned = new LinkedHashMap<>();
  private long nowMicros;
  private @Nullable Outbox out;

  /** Counters that {@link NodeStatus.Counters} shows. */
  static final class Counts {
    long received;
    long repeated;
    long refused;
    long pulled;
    long delivered;
    long lost;
    long sent;
    long bytesSent;
    long reparents;
  }

  Core(NodeConfig config) {
    this.config = config;
    this.self = config.self();
    this.address = config.address();
    this.uploadShare = config.uploadBytesPerSecond() == 0
        ? Input.UploadShareChanged.UNLIMITED : config.uploadBytesPerSecond();
  }

  void begin(long now, Outbox outbox) {
    nowMicros = now;
    out = outbox;
  }

  long now() {
    return nowMicros;
  }

  Outbox out() {
    if (out == null) {
      throw new IllegalStateException("nothing is being handled");
    }
    return out;
  }

  /** The root, or fed by somebody. */
  boolean isAttached() {
    return config.isRoot() || parent != null;
  }

  /** Nobody should count on me just now. */
  boolean isUnsettled() {
    return !config.isRoot() && (!settled || troubled || beats.isStale(now()));
  }

  int stripes() {
    return head == null ? 1 : head.stripes();
  }

  /** The channel's declared peak rate with framing, or 0 before its descriptor is known. */
  long peakBytesPerSecond() {
    if (descriptor == null) {
      return 0;
    }
    Descriptor.Fields fields = descriptor.fields();
    long framing = FRAME_OVERHEAD_BYTES * Math.max(1, 1_000 / fields.chunkMillis());
    return fields.peakBitsPerSecond() / 8 + framing;
  }

  /** A chunk's frame without its payload. */
  private static final long FRAME_OVERHEAD_BYTES = 107;

  /** Links as they are now: handling one may close others. */
  List<Link> linksNow() {
    return new ArrayList<>(links.values());
  }

  boolean isOpen(Link link) {
    return links.get(link.id) == link;
  }

  @Nullable Link linkTo(PeerId peer) {
    for (Link link : links.values()) {
      if (link.peer.equals(peer)) {
        return link;
      }
    }
    return null;
  }

  void send(Link link, Message message) {
    out().send(link.id, message);
  }

  /** To every link that has a role. */
  void tellAll(Message message) {
    for (Link link : links.values()) {
      if (link.hasRole()) {
        send(link, message);
      }
    }
  }

  void ban(PeerId peer, long micros) {
    if (banned.size() >= Timing.MAX_BANNED) {
      banned.remove(banned.keySet().iterator().next());
    }
    banned.put(peer, now() + micros);
  }

  boolean isBanned(PeerId peer) {
    return banned.getOrDefault(peer, Long.MIN_VALUE) > now();
  }

  /** The other end need not feed me, nor stand by; what is on its way here is no offence. */
  void letGo(Link link) {
    send(link, new Message.Release(ALL_STRIPES));
    link.up = Link.Up.NONE;
    link.mayFeedUntilMicros = now() + Timing.DIAL_TIMEOUT;
  }

  /** @param sequence of a chunk that was not there yet, or −1 if it says that there is none */
  void suppliedBy(Link link, long sequence) {
    if (!link.peer.equals(source)) {
      source = link.peer;
      out().emit(new NodeEvent.SourceChanged(link.peer, window.epoch(), sequence));
    }
  }

  /** Says goodbye and closes; the roles that the link had are the caller's to mend. */
  void close(Link link, CloseReason reason) {
    if (links.remove(link.id) != null) {
      send(link, new Message.Goodbye(reason, List.of()));
      out().close(link.id, reason);
    }
  }

  /** Between {@code micros} and half as much again. */
  long jittered(long micros) {
    return micros + config.random().nextLong(micros / 2 + 1);
  }
}
