package banyan.http;

/** Writes a body without a known end. */
public interface StreamBody {
  /** Called once on the connection's event loop; keeps {@code out} and writes from that loop. */
  void start(BodyStream out);
}
