package banyan.node;

import banyan.protocol.Candidate;
import banyan.protocol.Message;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.RootPath;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a node knows about one link. Its roles are changed by {@link Parents} and {@link Children} alone. */
final class Link {
  /** What the other end is for me. */
  enum Up {
    NONE,
    ASKED_TO_STAND_BY,
    BACKUP,
    PARENT
  }

  /** What I am for the other end. */
  enum Down {
    NONE,
    BACKUP_CHILD,
    CHILD
  }

  /** Messages after which a long pause is half forgotten; some ten come a second. */
  private static final int GAP_FADES = 64;

  /** A chunk that the other end asked for, until it will have asked somebody else. */
  record Pulled(long sequence, long untilMicros) {}

  final LinkId id;
  final PeerId peer;
  final boolean dialled;
  final long openedAtMicros;
  PeerAddress address;

  Up up = Up.NONE;
  Down down = Down.NONE;
  /** The number of my last attach on this link. */
  int request;
  /** Not to be asked for chunks before. */
  long refusedUntilMicros = Long.MIN_VALUE;
  /** Not to be asked to stand by before. */
  long standbyRefusedUntilMicros = Long.MIN_VALUE;
  /** Chunks that still come on it until then are no offence: it fed me, or I pulled. */
  long mayFeedUntilMicros = Long.MIN_VALUE;

  /** When something came in last, and the longest pause of late between two such times. */
  long heardAtMicros;
  private long gapMicros;
  /** It has said that it goes. */
  boolean leaving;
  /** When a chunk or a tick went out last, and when a tick or report did. */
  long sentAtMicros;
  long tickedAtMicros = Long.MIN_VALUE / 2;
  long reportedAtMicros = Long.MIN_VALUE / 2;
  long suggestedAtMicros = Long.MIN_VALUE / 2;
  long toldRoundTripsAtMicros = Long.MIN_VALUE / 2;
  /** It has been told the channel's descriptor. */
  boolean isDescribed;
  /** Asks to be fed that it has left unanswered, since it last said anything. */
  int unanswered;
  /** How many children this node could feed when it asked the other end to feed it. */
  int askedWithSlots;
  /** When this child was asked to move elsewhere. */
  long askedToMoveAtMicros = Long.MIN_VALUE / 2;
  /** When it was asked in vain to feed this node, which would have been better off there. */
  long soughtRoomAtMicros = Long.MIN_VALUE / 2;

  /** What the other end's last tick said. */
  Message.@Nullable Tick tick;
  long tickAtMicros;
  RootPath path = RootPath.NONE;
  long roundTripMicros;
  /** Between neighbours on the other end's way to the root, as it says. */
  List<Long> roundTripsAbove = List.of();
  Message.@Nullable Report report;
  /** Of a child: how far what it had received at its last report was behind; −1 if unknown. */
  long behindMicros = -1;

  /** What this child is sent; null unless {@link Down#CHILD}. */
  @Nullable Feed feed;
  /** Sequences of the window's epoch that the other end asked for one by one. */
  final ArrayDeque<Pulled> pulls = new ArrayDeque<>();
  /** Where it waits to be sent something: {@link Outflow}'s. */
  boolean inLiveLine;
  boolean inBehindLine;
  /** Bytes of chunk frames handed to the outbox, and of those the ones that left. */
  long handedBytes;
  long sentThroughBytes;

  Link(LinkId id, PeerId peer, PeerAddress address, boolean dialled, long nowMicros) {
    this.id = id;
    this.peer = peer;
    this.address = address;
    this.dialled = dialled;
    this.openedAtMicros = nowMicros;
    this.heardAtMicros = nowMicros;
  }

  /** It takes the place of another link to the same peer: what that one told of the peer holds on. */
  void follows(Link other) {
    tick = other.tick;
    tickAtMicros = other.tickAtMicros;
    path = other.path;
    roundTripMicros = other.roundTripMicros;
    roundTripsAbove = other.roundTripsAbove;
    report = other.report;
    askedToMoveAtMicros = other.askedToMoveAtMicros;
  }

  /** Something has come in. */
  void heard(long nowMicros) {
    gapMicros = Math.max(nowMicros - heardAtMicros, gapMicros - gapMicros / GAP_FADES);
    heardAtMicros = nowMicros;
    unanswered = 0;
  }

  /** What was usual before does not tell of what it has become. */
  void forgetGaps() {
    gapMicros = 0;
  }

  long suspectAfterMicros() {
    return Math.max(Timing.PARENT_SUSPECT, Math.min(Timing.PARENT_SUSPECT_MAX, gapMicros * 3 / 2 + roundTripMicros));
  }

  long deadAfterMicros() {
    return Math.max(Timing.PARENT_DEAD, Math.min(Timing.PARENT_DEAD_MAX, gapMicros * 3 + roundTripMicros));
  }

  boolean hasRole() {
    return up != Up.NONE || down != Down.NONE;
  }

  /** Children that it can feed in all. */
  int slots() {
    return tick == null ? 0 : tick.slots();
  }

  /** Children that it feeds, and a slot that it keeps. */
  int usedSlots() {
    return Math.max(0, slots() - freeSlots());
  }

  int freeSlots() {
    return report != null ? report.freeSlots() : tick != null ? tick.freeSlots() : 0;
  }

  int depth() {
    return path.isRooted() ? path.depth() : tick != null ? tick.depth() : Candidate.DEPTH_UNKNOWN;
  }

  boolean isUnsettled() {
    return tick != null && tick.state() != 0;
  }

  boolean isLeaving() {
    return leaving || tick != null && (tick.state() & Message.Tick.LEAVING) != 0;
  }

  /** Whether it says that it has a way to the root. */
  boolean saysRooted() {
    return tick != null && tick.depth() != Candidate.DEPTH_UNKNOWN && tick.state() == 0;
  }

  /** The age of the newest beat that the other end is known to have; large if it never said. */
  long beatAgeMicros(long nowMicros) {
    return tick == null ? Long.MAX_VALUE : tick.beatAgeMicros() + roundTripMicros / 2 + (nowMicros - tickAtMicros);
  }

  /** It as somebody to turn to. */
  Candidate asCandidate() {
    return new Candidate(peer, address, freeSlots(), depth());
  }

  /** The same, with what its tree could take where the peer itself cannot. */
  int freeSlotsBelow() {
    return report != null ? report.subtreeFreeSlots() : freeSlots();
  }
}
