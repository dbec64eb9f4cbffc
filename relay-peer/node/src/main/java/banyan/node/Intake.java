package banyan.node;

import banyan.protocol.Chunk;
import banyan.protocol.ChunkVerifier;
import banyan.protocol.CloseReason;
import banyan.protocol.Descriptor;
import banyan.protocol.Head;
import banyan.protocol.Message;
import java.util.function.BiConsumer;

/**
 * What the channel's root signed, whoever brings it: descriptors, heads and chunks are judged, kept and handed on. In
 * that order: a descriptor has the key that heads are checked with, and a head proves that an epoch is live.
 */
final class Intake {
  private final Core core;
  private final Children children;
  private final Repairs repairs;
  private final Delivery delivery;
  private final BiConsumer<Link, CloseReason> misbehaved;
  private boolean channelEnded;

  /** @param misbehaved what came on this link is an offence: it is closed */
  Intake(
      Core core, Children children, Repairs repairs, Delivery delivery, BiConsumer<Link, CloseReason> misbehaved) {
    this.core = core;
    this.children = children;
    this.repairs = repairs;
    this.delivery = delivery;
    this.misbehaved = misbehaved;
  }

  void descriptorFrom(Link link, Descriptor descriptor) {
    if (core.config.isRoot() || core.descriptor != null && descriptor.revision() <= core.descriptor.revision()) {
      return;
    }
    if (core.config.verifier().accepts(descriptor)) {
      descriptorIs(descriptor);
    } else {
      misbehaved.accept(link, CloseReason.BAD_SIGNATURE);
    }
  }

  void descriptorIs(Descriptor descriptor) {
    core.descriptor = descriptor;
    for (Link link : core.links.values()) {
      if (link.down != Link.Down.NONE) {
        core.send(link, new Message.Describe(descriptor));
      }
    }
    core.out().emit(new NodeEvent.Described(descriptor));
  }

  void headFrom(Link link, Head head) {
    if (core.config.isRoot() || core.descriptor == null || core.head != null && !head.isAfter(core.head)) {
      return;
    }
    ChunkVerifier.HeadVerdict verdict = core.config.verifier().judge(head, core.descriptor.key());
    switch (verdict) {
      case FRESH -> headIs(head);
      case STALE -> stale(link, head.unixMillis());
      case FORGED -> misbehaved.accept(link, CloseReason.BAD_SIGNATURE);
    }
  }

  void headIs(Head head) {
    core.head = head;
    if (head.epoch() != core.window.epoch()) {
      epochBegins(head.epoch());
    }
    for (Link link : core.links.values()) {
      if (link.down == Link.Down.CHILD) {
        core.send(link, new Message.HeadNews(head));
      }
    }
    if (head.isEnded() && !channelEnded) {
      channelEnded = true;
      core.out().emit(new NodeEvent.ChannelEnded());
    }
  }

  void epochBegins(long epoch) {
    delivery.epochEnds();
    core.window = new Window(epoch);
    repairs.epochBegan();
    children.epochBegan();
    channelEnded = false;
    core.out().emit(new NodeEvent.EpochBegan(epoch));
  }

  void chunkFrom(Link link, Chunk chunk) {
    if (link.mayFeedUntilMicros < core.now()) {
      misbehaved.accept(link, CloseReason.UNEXPECTED);
      return;
    }
    Descriptor descriptor = core.descriptor;
    Head head = core.head;
    Window window = core.window;
    if (descriptor == null || head == null || chunk.epoch() != window.epoch()) {
      core.counts.refused++;
      return;
    }
    if (!window.wants(chunk.sequence())) {
      core.counts.repeated++;
      return;
    }
    if (!core.config.verifier().accepts(chunk, descriptor.key())) {
      core.counts.refused++;
      misbehaved.accept(link, CloseReason.BAD_SIGNATURE);
      return;
    }
    // What goes on from chunks that were live is live, whatever happens to the root's clock.
    if (window.isEmpty() && chunk.captureUnixMicros() < head.unixMillis() * Timing.MILLI - Timing.CHUNK_MAX_AGE) {
      core.counts.refused++;
      stale(link, chunk.captureUnixMicros() / Timing.MILLI);
      return;
    }
    core.counts.received++;
    core.suppliedBy(link, chunk.sequence());
    store(chunk);
  }

  private void stale(Link link, long streamUnixMillis) {
    core.out().emit(new NodeEvent.StreamStale(link.peer, streamUnixMillis));
    misbehaved.accept(link, CloseReason.STALE_STREAM);
  }

  /** At the root. */
  void produced(Chunk chunk) {
    if (!core.config.isRoot() || chunk.epoch() != core.window.epoch() || !core.window.wants(chunk.sequence())) {
      throw new IllegalStateException("a node of epoch " + core.window.epoch() + " was to produce " + chunk);
    }
    store(chunk);
  }

  private void store(Chunk chunk) {
    core.window.put(chunk, core.now());
    repairs.stored(chunk.sequence());
    children.stored(chunk);
    delivery.stored(chunk);
  }
}
