package banyan.node;

import banyan.protocol.Chunk;

/** Hands chunks to the players here: from a join point on, in order, each once; a hole holds them up for a while. */
final class Delivery {
  private final Core core;
  private long startedAtMicros;
  /** The next sequence due, or {@link Window#NONE} before the first join point of this epoch. */
  private long next = Window.NONE;
  private long blockedSinceMicros = Window.NONE;

  Delivery(Core core) {
    this.core = core;
  }

  /** The node begins to join now. */
  void begin() {
    startedAtMicros = core.now();
  }

  long deliveredThrough() {
    return next == Window.NONE ? Window.NONE : next - 1;
  }

  /** The first sequence that is of any use to players here, or {@link Window#NONE} if any may be. */
  long next() {
    return next;
  }

  void stored(Chunk chunk) {
    if (next == Window.NONE && chunk.isJoinPoint()) {
      next = chunk.sequence();
      core.out().emit(new NodeEvent.Started(chunk.epoch(), next, core.now() - startedAtMicros));
    }
    run();
  }

  /** Gives up on what has been missing for too long. */
  void pulse() {
    Window window = core.window;
    boolean late = blockedSinceMicros != Window.NONE && core.now() - blockedSinceMicros >= Timing.HOLE_DEADLINE;
    if (next != Window.NONE && !window.isEmpty() && (late || next < window.first())) {
      skip();
      run();
    }
  }

  /** The epoch ends: what is held of it is handed out, and the next begins at a join point of its own. */
  void epochEnds() {
    while (next != Window.NONE && core.window.firstHeld(next) != Window.NONE) {
      skip();
      run();
    }
    next = Window.NONE;
    blockedSinceMicros = Window.NONE;
  }

  void forgive(long micros) {
    if (blockedSinceMicros != Window.NONE) {
      blockedSinceMicros += micros;
    }
  }

  private void run() {
    Window window = core.window;
    while (next != Window.NONE) {
      Chunk chunk = window.get(next);
      if (chunk == null) {
        break;
      }
      core.out().deliver(chunk);
      core.counts.delivered++;
      next++;
      blockedSinceMicros = Window.NONE;
    }
    if (next != Window.NONE && next < window.newest() && blockedSinceMicros == Window.NONE) {
      blockedSinceMicros = core.now();
    }
  }

  private void skip() {
    long to = core.window.firstHeld(next);
    if (to > next) {
      core.counts.lost += to - next;
      core.out().emit(new NodeEvent.ChunksLost(core.window.epoch(), next, to - next));
      next = to;
    }
    blockedSinceMicros = Window.NONE;
  }
}
