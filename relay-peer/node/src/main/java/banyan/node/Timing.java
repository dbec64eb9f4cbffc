package banyan.node;

/** Every interval, deadline and bound of the overlay logic, in microseconds where it is a time. */
final class Timing {
  private Timing() {}

  static final long MILLI = 1_000;
  static final long SECOND = 1_000_000;

  /** How often a node looks at its links. Half of the shortest interval that it keeps. */
  static final long PULSE = 50 * MILLI;

  /** With a chunk that comes this long after the last beat, the root sends the next: one packet instead of two. */
  static final long BEAT_WITH_CHUNK = 200 * MILLI;
  /** Without one, it waits no longer than this. */
  static final long BEAT_ALONE = 300 * MILLI;
  /** Every fourth beat is signed into a head. */
  static final int BEATS_PER_HEAD = 4;

  /** A feeding link without a chunk for so long gets a tick. */
  static final long FEEDING_TICK = 120 * MILLI;
  /** A feeding link gets a tick with each new beat, and at least this often. */
  static final long FEEDING_TICK_MAX = 500 * MILLI;
  /** A link that stands by gets a tick this often, and this often if the parent of either end is late. */
  static final long STANDBY_TICK = 500 * MILLI;
  static final long STANDBY_TICK_UNSETTLED = 100 * MILLI;
  /** A backup that has said nothing for so long is asked after those that have. */
  static final long BACKUP_DOUBTED = 1_200 * MILLI;
  /** A child reports to its parent this often. */
  static final long REPORT = SECOND;
  /** A parent tells its children this often how far it is to the root, hop by hop: people look at it, nothing else. */
  static final long ROUND_TRIPS = 2 * SECOND;

  /**
   * A feeding parent that sends nothing for so long is suspect: it ticks every 120 to 170 ms. Longer, up to the second,
   * where gaps have been longer lately: a lost packet is sent again after 200 ms and a round trip.
   */
  static final long PARENT_SUSPECT = 300 * MILLI;
  static final long PARENT_SUSPECT_MAX = 800 * MILLI;
  /** After so long it is dead; up to the second where gaps have been long lately. */
  static final long PARENT_DEAD = SECOND;
  static final long PARENT_DEAD_MAX = 2 * SECOND;
  /** A parent is late that has not brought for so long what a backup announced, beyond what is usual between them. */
  static final long PARENT_LATE = 350 * MILLI;
  /** One that stays late for so long is left; for longer if it says that the fault is above it. */
  static final long LIMP_PATIENCE = 500 * MILLI;
  static final long LATE_ABOVE_PATIENCE = 4 * SECOND;
  /** One that is late so soon after its predecessor was left for that is borne at least so long, doubled each time. */
  static final long LIMP_CURED = 5 * SECOND;
  static final long LIMP_HOLD_MIN = SECOND;
  static final long LIMP_HOLD_MAX = 60 * SECOND;
  /** A child or a backup that sends nothing for so long is dead: it sends something every half second. */
  static final long PEER_DEAD = 3 * SECOND;
  /** A link that nobody gave a role is closed after this. */
  static final long ROLELESS_LINK = 10 * SECOND;
  /** A node that wakes later than this was itself held up: it forgives the others that time. */
  static final long OWN_PAUSE = 100 * MILLI;
  /** A node that sees itself in its own path, and is not the one to leave, leaves after so long all the same. */
  static final long CYCLE_PATIENCE = 900 * MILLI;
  /** A beat older than this is no sign that the root can be heard. */
  static final long BEAT_STALE = 2 * SECOND;
  /** One younger than this is a sign that it can. */
  static final long BEAT_FRESH = SECOND;
  /** Those who hear only old beats spread their leaving over this. */
  static final long BEAT_STALE_SPREAD = SECOND;

  /** How long a dial and an answer to an attach may take. */
  static final long DIAL_TIMEOUT = 5 * SECOND;
  static final long ATTACH_TIMEOUT = SECOND;
  /** The same for a link on which the other end has just been heard, for somebody who has no parent. */
  static final long ATTACH_TIMEOUT_WARM = 250 * MILLI;
  /** Whoever has lost the root and hears that it is back tries to reach it for so long before it asks others. */
  static final long ROOT_FIRST = 600 * MILLI;
  /** A search that came to nothing is repeated after a wait between these, doubled each time, jittered. */
  static final long RETRY_MIN = 250 * MILLI;
  /** With the jitter no more than a second: so long a root that comes back waits for its children. */
  static final long RETRY_MAX = 650 * MILLI;
  /** A root dials those that it pushes to at first after RETRY_MIN, doubled each time up to this, jittered. */
  static final long PUSH_RETRY_MAX = 1_300 * MILLI;
  /** Whoever introduces peers is asked no more often than this. */
  static final long FIND_AGAIN = 2 * SECOND;
  /** An orphan without any way back keeps its children for so long at that pace; then it slows down. */
  static final long GRACE = 30 * SECOND;
  static final long RETRY_AFTER_GRACE = 10 * SECOND;
  /** A peer that refused is not asked again for this long. */
  static final long REFUSED_FULL = 2 * SECOND;
  static final long REFUSED_UNSETTLED = 100 * MILLI;
  static final long REFUSED_LOOP = 10 * SECOND;

  /** Asks that a link without a role may leave unanswered before it is taken for dead. */
  static final int MAX_UNANSWERED = 2;

  /** Dials at the same time while there is no parent; those not answered for so long do not count, up to the second. */
  static final int PARALLEL_DIALS = 3;
  static final long DIAL_PROMPT = 500 * MILLI;
  static final int MAX_DIALS = 8;
  /** A joiner to whom the first has answered waits so long for the others that it has dialled, to take the best. */
  static final long COMPARE = 100 * MILLI;
  /** Redirects that one search follows. */
  static final int MAX_REDIRECTS = 8;
  /** Backups that a node keeps warm. */
  static final int BACKUPS = 2;
  /** Of whoever could feed so many. */
  static final int BACKUPS_OF_MANY = 4;
  static final int SLOTS_OF_MANY = 8;
  /**
   * A node that can feed several looks for a parent that is higher, or nearer by a fifth and more than a few
   * milliseconds: at first after FIRST, then this often, and it goes over no oftener than each CLIMB.
   */
  static final long CLIMB_FIRST = 2 * SECOND;
  static final long CLIMB_LOOK = 5 * SECOND;
  static final long CLIMB = 30 * SECOND;
  static final long CLIMB_ROUND_TRIP = 5 * MILLI;
  /** One that was full is asked again after this; it may be able to make room by then. */
  static final long ROOM_SOUGHT_AGAIN = 12 * SECOND;
  /** Whoever was left for a link that failed is not climbed to for so long, doubled each time. */
  static final long AVOIDED_MIN = 60 * SECOND;
  static final long AVOIDED_MAX = 1_800 * SECOND;
  static final int MAX_AVOIDED = 16;
  /** Whoever was dialled to climb there is looked at after this. */
  static final long CLIMB_DIALLED = SECOND;
  /** A child that is asked to move tries for so long, at first where it was told; it is asked again after APART. */
  static final long MOVE_TIMEOUT = 5 * SECOND;
  static final long MOVE_AS_TOLD = SECOND;
  static final long MOVES_APART = 30 * SECOND;
  /** Children are handed to others no farther away than this: who is near the one is near the other. */
  static final long NEIGHBOUR = 75 * MILLI;
  /** A parent tells a child who would be good backups for it this often. */
  static final long SUGGEST = 10 * SECOND;
  /** How many it names. */
  static final int SUGGESTIONS = 4;
  /** More backups are sought at first after this, doubled each time up to the second. */
  static final long BACKUP_SEARCH_MIN = SECOND;
  static final long BACKUP_SEARCH_MAX = 60 * SECOND;
  /** The same for a node without any. */
  static final long BACKUP_SEARCH_MAX_WITHOUT = 4 * SECOND;
  /** Before the next is sought when one was lost, or the parent was changed and there is one left. */
  static final long BACKUP_SEARCH_SETTLE = 700 * MILLI;

  /** Links of one node, those of strangers included. */
  static final int MAX_LINKS = 4_096;
  /** What backups announced and the parent has not brought yet; the newest is told again soon. */
  static final int MAX_ANNOUNCED = 64;
  /** Candidates that are remembered. */
  static final int MAX_POOL = 64;
  /** Peers that have misbehaved and are remembered for it. */
  static final int MAX_BANNED = 256;
  /** Whoever sent what the channel's key did not sign is not dealt with for so long. */
  static final long BAN_FORGER = 600 * SECOND;
  /** For other offences, which may be no malice: an old stream may come from a clock that was set. */
  static final long BAN_OTHERS = 30 * SECOND;

  /** A relay's window, by media time; longer only to reach back to a join point. */
  static final long WINDOW = 10 * SECOND;
  static final long WINDOW_MAX = 30 * SECOND;
  static final long WINDOW_MAX_BYTES = 64L << 20;
  /** Chunks in a window: 30 s of the shortest chunks that a cutter makes of a 50 Mbit/s stream, and some. */
  static final int WINDOW_MAX_CHUNKS = 1 << 16;
  /** A joiner starts at a join point that lies this far back at most; else it waits for the next. */
  static final long JOIN_POINT_MAX_AGE = 2_500 * MILLI;
  /** A chunk captured this long before the newest head's time is no part of a live stream. */
  static final long CHUNK_MAX_AGE = 60 * SECOND;

  /** Bytes of chunk frames handed to a link and not yet sent: this, or so much media time at the peak rate. */
  static final long UNSENT_MIN_BYTES = 65_536;
  static final long UNSENT_MEDIA = 100 * MILLI;
  /** A chunk that has not been here for longer is live: it goes before what catches up or repairs. */
  static final long LIVE = 500 * MILLI;
  /** A child this far behind that does not catch up is moved, and let go at the third time within a minute. */
  static final long CHILD_BEHIND = 3 * SECOND;
  static final int CHILD_MOVES = 3;
  static final long CHILD_MOVES_SPAN = 60 * SECOND;
  /** Chunks passed over for a child because they were not there yet, to be sent when they come. */
  static final int MAX_OWED = 512;

  /** A hole is left to the parent for this long, then pulled from whoever has it, and so on at this interval. */
  static final long HOLE_PATIENCE = 150 * MILLI;
  static final long PULL_TIMEOUT = 400 * MILLI;
  static final int PULL_TRIES = 4;
  /** Players wait this long for a hole to be filled. */
  static final long HOLE_DEADLINE = SECOND;

  /** Without a known upload: slots grow by a quarter after so long without a child that is late. */
  static final long SLOT_GROWTH = 10 * SECOND;
  static final long CHILD_PROMPT = 200 * MILLI;
  static final long CHILD_LATE = 500 * MILLI;
  /** From so many slots on, one is kept for orphans. */
  static final int SLOTS_WITH_RESERVE = 4;

  /** Children of a peer that leaves have so long to go elsewhere. */
  static final long LEAVE_TIMEOUT = 3 * SECOND;
}
