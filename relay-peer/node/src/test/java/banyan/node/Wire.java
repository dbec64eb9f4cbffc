package banyan.node;

/** A link between two peers; what has one entry for each side has that of {@link #a} first. */
final class Wire {
  final Peer a;
  final Peer b;
  final LinkId idA;
  final LinkId idB;
  boolean open = true;
  boolean silent;
  /** Bytes per second of chunk frames, 0 for no limit. */
  long rate;
  final long[] freeAt = new long[2];
  final long[] arriveAt = new long[2];
  final long[] sentThrough = new long[2];

  Wire(Peer a, LinkId idA, Peer b, LinkId idB) {
    this.a = a;
    this.idA = idA;
    this.b = b;
    this.idB = idB;
  }

  boolean joins(Peer one, Peer other) {
    return open && (a == one && b == other || a == other && b == one);
  }

  boolean endsAt(Peer peer) {
    return open && (a == peer || b == peer);
  }

  Peer other(Peer peer) {
    return peer == a ? b : a;
  }

  LinkId idAt(Peer peer) {
    return peer == a ? idA : idB;
  }
}
