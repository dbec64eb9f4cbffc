package banyan.node;

import banyan.protocol.Candidate;
import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Descriptor;
import banyan.protocol.Limits;
import banyan.protocol.Message;
import banyan.protocol.RootPath;
import java.util.ArrayList;
import java.util.List;

/**
 * One peer on one channel: joins the tree, receives, checks and passes on chunks, feeds children, keeps backups warm.
 *
 * <p>{@link #handle} is the only way in, the {@link Outbox} the only way out. In a process one event loop owns a node;
 * in a simulator a queue ordered by time does.
 *
 * <pre>
 *   IDLE ──Started──▶ JOINING ──accepted──▶ ATTACHED ◀──accepted── ORPHANED
 *                        │                     │  └──parent lost──▶   │
 *                        └──────StopRequested──┴──────────────────────┘──▶ LEAVING ──children gone──▶ STOPPED
 * </pre>
 *
 * The root goes from IDLE to ATTACHED at once. {@link Parents} looks upwards, {@link Children} downwards, {@link
 * Repairs} at holes, {@link Delivery} at the players here, {@link Intake} judges what the root signed, {@link Ticks}
 * are the signs of life, {@link Links} begin and end. This class takes inputs apart, and owns time and leaving.
 */
public final class OverlayNode {
  private final Core core;
  private final Parents parents;
  private final Pushes pushes;
  private final Links links;
  private final Outflow outflow;
  private final Children children;
  private final Repairs repairs;
  private final Delivery delivery;
  private final Intake intake;
  private final Ticks ticks;
  private NodeStatus.Phase phase = NodeStatus.Phase.IDLE;
  private long wakeAtMicros = Long.MAX_VALUE;
  private long leaveUntilMicros = Long.MAX_VALUE;
  private long lookedAtMicros;
  private boolean wasTroubled;
  /** The root's: the number of its newest beat, and when it was. */
  private long beat = -1;
  private long beatAtMicros;

  public OverlayNode(NodeConfig config) {
    core = new Core(config);
    delivery = new Delivery(core);
    ticks = new Ticks(core, this::slots, this::freeSlots, delivery::next);
    parents = new Parents(core, ticks::passBeatOn, ticks::tick, this::slots);
    pushes = new Pushes(core);
    outflow = new Outflow(core);
    children = new Children(core, outflow, ticks::tick, parents.standbys()::suggestionsFor);
    links = new Links(core, parents, children, pushes, ticks);
    repairs = new Repairs(core);
    intake = new Intake(core, children, repairs, delivery, links::misbehaved);
  }

  /** Takes what happened, and queues what follows from it. */
  public void handle(long nowMicros, Input input, Outbox out) {
    if (phase == NodeStatus.Phase.STOPPED) {
      return;
    }
    core.begin(nowMicros, out);
    switch (input.type()) {
      case STARTED -> start();
      case LINK_OPENED -> links.opened((Input.LinkOpened) input, phase == NodeStatus.Phase.IDLE);
      case OPEN_FAILED -> links.openFailed(((Input.OpenFailed) input).attempt());
      case MESSAGE_RECEIVED -> received((Input.MessageReceived) input);
      case LINK_LOST -> links.lost((Input.LinkLost) input);
      case LINK_WRITABLE -> linkWritable((Input.LinkWritable) input);
      case UPLOAD_GRANTED -> outflow.granted(((Input.UploadGranted) input).bytes());
      case UPLOAD_SHARE_CHANGED -> core.uploadShare = ((Input.UploadShareChanged) input).bytesPerSecond();
      case CANDIDATES_FOUND -> parents.candidatesFound(((Input.CandidatesFound) input).candidates());
      case CHUNK_PRODUCED -> produced(((Input.ChunkProduced) input).chunk());
      case DESCRIPTOR_CHANGED -> describe(((Input.DescriptorChanged) input).descriptor());
      case VIEWERS_CHANGED -> core.viewers = ((Input.ViewersChanged) input).count();
      case ADDRESS_CHANGED -> core.address = ((Input.AddressChanged) input).address();
      case TIME_REACHED -> timeReached();
      case STOP_REQUESTED -> stop();
    }
    outflow.flow();
    core.settled = parents.isSettled();
    if (core.troubled && !wasTroubled) {
      // Children need to know that it is not this node's link that fails; backups, that they are needed.
      core.links.values().stream().filter(Link::hasRole).forEach(ticks::tick);
    }
    wasTroubled = core.troubled;
    parents.wantedFrom(delivery.next());
    phase = phaseNow();
  }

  /** When {@link Input.TimeReached} is wanted next, {@link Long#MAX_VALUE} for never. */
  public long nextWakeMicros() {
    return phase == NodeStatus.Phase.STOPPED ? Long.MAX_VALUE : wakeAtMicros;
  }

  /** Upload that the next chunk waits for, to be given by {@link Input.UploadGranted}; 0 if none waits for it. */
  public long uploadWantedBytes() {
    return phase == NodeStatus.Phase.STOPPED ? 0 : outflow.wantedBytes();
  }

  /** Lets go of the media: a node that nobody needs any more may lie about for long before it is collected. */
  public void forget() {
    core.window = new Window(core.window.epoch());
  }

  /** Upload that was granted and for which there is no use any more; it is not this node's from then on. */
  public long takeUnusedUpload() {
    return outflow.takeUnused();
  }

  /** Upload that the children take at the channel's peak rate, in bytes a second. */
  public long uploadPromisedBytesPerSecond() {
    return phase == NodeStatus.Phase.STOPPED ? 0 : children.uploadBytesPerSecond();
  }

  private NodeStatus.Phase phaseNow() {
    return switch (phase) {
      case IDLE, STOPPED -> phase;
      case LEAVING, JOINING, ATTACHED, ORPHANED -> core.leaving ? NodeStatus.Phase.LEAVING
          : core.isAttached() ? NodeStatus.Phase.ATTACHED
          : parents.hasBeenAttached() ? NodeStatus.Phase.ORPHANED : NodeStatus.Phase.JOINING;
    };
  }

  private void start() {
    if (phase != NodeStatus.Phase.IDLE) {
      return;
    }
    phase = NodeStatus.Phase.JOINING;
    delivery.begin();
    wakeAtMicros = core.now() + Timing.PULSE;
    NodeConfig.RootVoice root = core.config.root();
    if (root == null) {
      parents.begin();
    } else {
      core.path = RootPath.NONE.then(core.self);
      intake.epochBegins(root.epoch());
      beat(root, false);
      pushes.pulse();
    }
  }

  // ---- what links bring

  private void linkWritable(Input.LinkWritable writable) {
    Link link = core.links.get(writable.link());
    if (link != null) {
      link.sentThroughBytes = writable.sentThrough();
      outflow.look(link);
    }
  }

  private void received(Input.MessageReceived received) {
    Link link = core.links.get(received.link());
    if (link == null) {
      return;
    }
    link.heard(core.now());
    if (link == core.parent) {
      parents.watch().heard(link);
    }
    Message message = received.message();
    switch (message.type()) {
      case HELLO, PROOF -> links.misbehaved(link, CloseReason.UNEXPECTED);
      case ATTACH -> links.attach(link, (Message.Attach) message);
      case ACCEPT -> parents.accepted(link, (Message.Accept) message);
      case REFUSE -> parents.refused(link, (Message.Refuse) message);
      case RELEASE -> children.release(link);
      case TICK -> ticked(link, (Message.Tick) message);
      case ROOT_PATH -> parents.pathChanged(link, ((Message.Path) message).path());
      case DESCRIPTOR -> intake.descriptorFrom(link, ((Message.Describe) message).descriptor());
      case HEAD -> intake.headFrom(link, ((Message.HeadNews) message).head());
      case CHUNK -> chunkFrom(link, ((Message.Media) message).chunk());
      case PULL -> pulledBy(link, (Message.Pull) message);
      case NOT_HELD -> repairs.notHeld(link, (Message.NotHeld) message);
      case SKIPPED -> repairs.skipped((Message.Skipped) message);
      case REPORT -> children.reported(link, (Message.Report) message);
      case CANDIDATES -> parents.candidatesNamed(link, (Message.Candidates) message);
      case CANDIDATES_WANTED -> core.send(link, new Message.Candidates(
          Message.Candidates.Purpose.ANSWER,
          children.candidatesFor(link).stream().limit(((Message.CandidatesWanted) message).count()).toList()));
      case GOODBYE -> parents.said(link, (Message.Goodbye) message);
      case CONNECT_TO -> { }
      case ROUND_TRIPS -> link.roundTripsAbove = ((Message.RoundTrips) message).micros();
    }
  }

  private void ticked(Link link, Message.Tick tick) {
    ticks.heard(link, tick);
    parents.ticked(link, tick);
    if (core.troubled && link.up == Link.Up.BACKUP) {
      // It may hold what is missed just now.
      repairs.pulse(delivery.next());
    } else if (link.isUnsettled() && link.hasRole() && core.now() - link.tickedAtMicros >= Timing.PULSE) {
      // Whoever is in trouble wants to know at once how far this node is.
      ticks.tick(link);
    }
  }

  private void chunkFrom(Link link, Chunk chunk) {
    intake.chunkFrom(link, chunk);
    // What is held was signed, whoever brought it first; anything else counts for nobody.
    if (link == core.parent && chunk.epoch() == core.window.epoch() && core.window.has(chunk.sequence())) {
      parents.watch().brought(chunk.epoch(), chunk.sequence());
    }
  }

  private void pulledBy(Link link, Message.Pull pull) {
    if (link.hasRole()) {
      outflow.pull(link, pull);
    } else {
      links.misbehaved(link, CloseReason.UNEXPECTED);
    }
  }

  // ---- the root

  private void describe(Descriptor descriptor) {
    intake.descriptorIs(descriptor);
    NodeConfig.RootVoice root = core.config.root();
    if (root != null && core.head == null && phase != NodeStatus.Phase.IDLE) {
      sayHead(root, false);
    }
  }

  private void produced(Chunk chunk) {
    NodeConfig.RootVoice root = core.config.root();
    if (root != null && core.now() - beatAtMicros >= Timing.BEAT_WITH_CHUNK && phase != NodeStatus.Phase.IDLE) {
      beat(root, false);
    }
    intake.produced(chunk);
  }

  private void beat(NodeConfig.RootVoice root, boolean ended) {
    beat++;
    beatAtMicros = core.now();
    core.beats.hear(root.epoch(), beat, 0, core.now());
    ticks.passBeatOn();
    if (beat % Timing.BEATS_PER_HEAD == 0 || ended) {
      sayHead(root, ended);
    }
  }

  private void sayHead(NodeConfig.RootVoice root, boolean ended) {
    if (core.descriptor != null) {
      intake.headIs(root.head(
          beat, core.window.newest(), core.descriptor.revision(), core.descriptor.fields().stripes(), ended));
    }
  }

  // ---- as time goes by

  private void timeReached() {
    if (phase == NodeStatus.Phase.IDLE || core.now() < wakeAtMicros) {
      return;
    }
    long late = core.now() - wakeAtMicros;
    if (late > Timing.OWN_PAUSE) {
      forgive(late);
    }
    wakeAtMicros = core.now() + Timing.PULSE;
    NodeConfig.RootVoice root = core.config.root();
    if (root != null && core.now() - beatAtMicros >= Timing.BEAT_ALONE) {
      beat(root, false);
    }
    links.pulse();
    delivery.pulse();
    if (root == null) {
      repairs.pulse(delivery.next());
      parents.pulse();
    } else {
      pushes.pulse();
    }
    if (core.now() - lookedAtMicros >= Timing.SECOND) {
      lookedAtMicros = core.now();
      children.look();
    }
    if (core.leaving && (children.fed() == 0 || core.now() >= leaveUntilMicros)) {
      finishLeaving(CloseReason.LEAVING);
    }
  }

  /** What a node could not hear while it was held up itself is nobody's fault. */
  private void forgive(long micros) {
    links.forgive(micros);
    core.beats.forgive(micros);
    parents.forgive(micros);
    delivery.forgive(micros);
  }

  // ---- leaving

  private void stop() {
    if (phase == NodeStatus.Phase.IDLE) {
      phase = NodeStatus.Phase.STOPPED;
      core.out().emit(new NodeEvent.Stopped());
      return;
    }
    if (core.leaving) {
      return;
    }
    NodeConfig.RootVoice root = core.config.root();
    if (root != null) {
      beat(root, true);
      finishLeaving(CloseReason.ENDED);
      return;
    }
    core.leaving = true;
    leaveUntilMicros = core.now() + Timing.LEAVE_TIMEOUT;
    for (Link link : core.linksNow()) {
      core.send(link, new Message.Goodbye(CloseReason.LEAVING, whereInstead(link)));
      if (link.down != Link.Down.CHILD && link != core.parent) {
        core.links.remove(link.id);
        core.out().close(link.id, CloseReason.LEAVING);
      }
    }
    if (children.fed() == 0) {
      finishLeaving(CloseReason.LEAVING);
    }
  }

  /** My parent has a slot as soon as I am gone; after it whoever else I know. */
  private List<Candidate> whereInstead(Link link) {
    List<Candidate> candidates = new ArrayList<>();
    Link parent = core.parent;
    if (parent != null && parent != link && parent.address.isDialable()) {
      candidates.add(parent.asCandidate());
    }
    for (Candidate candidate : children.candidatesFor(link)) {
      if (candidates.size() < Limits.MAX_CANDIDATES && !candidates.contains(candidate)) {
        candidates.add(candidate);
      }
    }
    return candidates;
  }

  private void finishLeaving(CloseReason reason) {
    for (Link link : core.linksNow()) {
      core.close(link, reason);
    }
    phase = NodeStatus.Phase.STOPPED;
    core.out().emit(new NodeEvent.Stopped());
  }

  // ---- what others may look at

  /** The chunks held now; a new epoch has a window of its own. */
  public Window window() {
    return core.window;
  }

  /** The last sequence of the window's epoch that was delivered to players, or {@link Window#NONE}. */
  public long deliveredThrough() {
    return delivery.deliveredThrough();
  }

  private int slots() {
    return children.slots();
  }

  private int freeSlots() {
    return children.freeSlots();
  }

  public NodeStatus status(long nowMicros) {
    List<NodeStatus.LinkStatus> links = new ArrayList<>();
    for (Link link : core.links.values()) {
      links.add(new NodeStatus.LinkStatus(
          link.id, link.peer, link.address, role(link), link.freeSlots(), link.depth(), link.roundTripMicros,
          link.behindMicros));
    }
    Core.Counts c = core.counts;
    Window window = core.window;
    return new NodeStatus(
        phase, core.head != null && core.head.isEnded(), core.path, ticks.roundTrips(), links, children.slots(),
        children.freeSlots(), window.epoch(), window.first(), window.newest(), window.bytes(), window.holes(),
        core.beats.ageMicros(nowMicros), ticks.subtree(),
        new NodeStatus.Counters(
            c.received, c.repeated, c.refused, c.pulled, c.delivered, c.lost, c.sent, c.bytesSent, c.reparents));
  }

  private static NodeStatus.Role role(Link link) {
    if (link.up == Link.Up.PARENT) {
      return NodeStatus.Role.PARENT;
    }
    if (link.down == Link.Down.CHILD) {
      return NodeStatus.Role.CHILD;
    }
    return link.up == Link.Up.BACKUP ? NodeStatus.Role.BACKUP
        : link.down == Link.Down.BACKUP_CHILD ? NodeStatus.Role.BACKUP_CHILD : NodeStatus.Role.NONE;
  }
}
