package banyan.node;

/** One peer on one channel. */
public final class OverlayNode {
  public OverlayNode(NodeConfig config) {
    throw new IllegalStateException(config.toString());
  }

  /** Takes what happened, and queues what follows from it. */
  public void handle(long nowMicros, Input input, Outbox out) {}

  /** When {@link Input.TimeReached} is wanted next, {@link Long#MAX_VALUE} for never. */
  public long nextWakeMicros() {
    return Long.MAX_VALUE;
  }

  /** The chunks held now; a new epoch has a window of its own. */
  public Window window() {
    return new Window(0);
  }

  /** The last sequence of the window's epoch that was delivered to players, or {@link Window#NONE}. */
  public long deliveredThrough() {
    return Window.NONE;
  }

  public NodeStatus status(long nowMicros) {
    throw new IllegalStateException("not started at " + nowMicros);
  }
}
