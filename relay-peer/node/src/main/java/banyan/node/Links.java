package banyan.node;

import banyan.protocol.CloseReason;
import banyan.protocol.Message;

/** The links' beginning and end: one to each peer, kept for as long as it is heard and of use. */
final class Links {
  private final Core core;
  private final Parents parents;
  private final Children children;
  private final Pushes pushes;
  private final Ticks ticks;

  Links(Core core, Parents parents, Children children, Pushes pushes, Ticks ticks) {
    this.core = core;
    this.parents = parents;
    this.children = children;
    this.pushes = pushes;
    this.ticks = ticks;
  }

  /** An attempt of this node to open a link has come to nothing. */
  void openFailed(long attempt) {
    parents.openFailed(attempt);
    pushes.failed(attempt);
  }

  /**
   * The other end has proved who it is.
   *
   * @param isIdle the node has not begun, and takes nobody
   */
  void opened(Input.LinkOpened opened, boolean isIdle) {
    Link link = new Link(opened.link(), opened.peer(), opened.address(), opened.attempt() != 0, core.now());
    CloseReason no = isIdle || core.links.size() >= Timing.MAX_LINKS ? CloseReason.LIMIT
        : core.leaving ? CloseReason.LEAVING
        : core.isBanned(link.peer) ? CloseReason.BAD_SIGNATURE : null;
    Link twin = core.linkTo(link.peer);
    if (no == null && twin != null && isTheOneToKeep(twin, link)) {
      no = CloseReason.DUPLICATE;
    }
    if (no != null) {
      core.send(link, new Message.Goodbye(no, children.candidatesFor(link)));
      core.out().close(link.id, no);
      if (link.dialled) {
        openFailed(opened.attempt());
      }
      return;
    }
    core.links.put(link.id, link);
    if (twin != null) {
      replace(twin, link);
    }
    ticks.tick(link);
    parents.linkOpened(link, opened.attempt());
    pushes.opened(link, opened.attempt());
  }

  /**
   * Both ends must keep the same one of two links: the one that the lower peer dialled. If one end dialled both, it
   * has lost the older.
   */
  private boolean isTheOneToKeep(Link older, Link newer) {
    if (older.dialled == newer.dialled) {
      return false;
    }
    boolean lowerDialledOlder = older.dialled == (core.self.compareTo(older.peer) < 0);
    return lowerDialledOlder;
  }

  /** The newer is kept. A peer that is fed over the older closes it itself, once it has asked on the newer. */
  private void replace(Link older, Link newer) {
    newer.follows(older);
    if (older.down != Link.Down.CHILD || older.dialled == newer.dialled) {
      core.close(older, CloseReason.DUPLICATE);
      children.stopFeeding(older, CloseReason.DUPLICATE);
      parents.linkReplaced(older, newer);
      pushes.lost(older);
    }
  }

  /** Is asked by a peer to feed it, or to keep a place for it: on the link that it wants to keep. */
  void attach(Link link, Message.Attach attach) {
    Link older = core.linkTo(link.peer);
    if (older != null && older != link) {
      close(older, CloseReason.DUPLICATE, NodeEvent.Cause.LOST);
    }
    children.attach(link, attach);
  }

  void lost(Input.LinkLost lost) {
    Link link = core.links.remove(lost.link());
    if (link != null) {
      drop(link, lost.reason(), NodeEvent.Cause.LOST);
    }
  }

  /** Ends the roles of a link that is not open any more. */
  private void drop(Link link, CloseReason reason, NodeEvent.Cause cause) {
    children.stopFeeding(link, reason);
    parents.lost(link, cause);
    pushes.lost(link);
  }

  private void close(Link link, CloseReason reason, NodeEvent.Cause cause) {
    core.close(link, reason);
    drop(link, reason, cause);
  }

  /** Ends a link, and takes none to or from that peer for a while. */
  void misbehaved(Link link, CloseReason reason) {
    core.ban(link.peer, reason == CloseReason.BAD_SIGNATURE ? Timing.BAN_FORGER : Timing.BAN_OTHERS);
    core.out().emit(new NodeEvent.PeerMisbehaved(link.peer, reason));
    close(link, reason, NodeEvent.Cause.MISBEHAVED);
  }

  /** Ends those that are silent or of no use, and talks on those on which nothing was said for a while. */
  void pulse() {
    for (Link link : core.linksNow()) {
      if (core.isOpen(link)) {
        watch(link);
      }
    }
  }

  private void watch(Link link) {
    long silent = core.now() - link.heardAtMicros;
    if (link.up == Link.Up.PARENT && silent >= link.deadAfterMicros()) {
      close(link, CloseReason.SILENT, NodeEvent.Cause.SILENT);
    } else if (link.hasRole() && silent >= Timing.PEER_DEAD) {
      close(link, CloseReason.SILENT, NodeEvent.Cause.SILENT);
    } else if (!link.hasRole() && core.now() - Math.max(link.openedAtMicros, link.tickedAtMicros)
        >= Timing.ROLELESS_LINK) {
      close(link, CloseReason.NOT_NEEDED, NodeEvent.Cause.LOST);
    } else if (link.hasRole()) {
      ticks.talk(link);
    }
  }

  /** The node was held up for so long, and could hear nobody. */
  void forgive(long micros) {
    core.links.values().forEach(link -> link.heardAtMicros += micros);
  }
}
