package banyan.churn.network;

import banyan.churn.scenario.Fields;
import banyan.churn.scenario.PeerRecord;
import java.io.IOException;
import java.nio.file.Path;

/** One peer of a run, from its start on: what can be done to it, and what is known of it. */
public abstract class Peer {
  private final int number;
  private final PeerRecord.Role role;
  private final String upClass;
  private final Path trace;
  private final TraceTail tail;
  private volatile String id = "";
  private volatile long joinedNanos;
  private volatile long endNanos;
  private volatile PeerRecord.End end = PeerRecord.End.NONE;
  /** Whether something has been done to it, or to its link, that is not over. */
  private volatile boolean isHit;

  Peer(int number, PeerRecord.Role role, String upClass, Path trace) {
    this.number = number;
    this.role = role;
    this.upClass = upClass;
    this.trace = trace;
    this.tail = new TraceTail(trace);
  }

  public final int number() {
    return number;
  }

  public final PeerRecord.Role role() {
    return role;
  }

  public final String name() {
    return Fields.word(role) + " " + number;
  }

  public final String id() {
    return id;
  }

  public final Path trace() {
    return trace;
  }

  /** What its trace says. Looked at by one thread only. */
  public final TraceTail tail() {
    return tail;
  }

  /** It is about to be told to join. */
  public final void joining() {
    joinedNanos = System.nanoTime();
  }

  public final void joined(String asId) {
    id = asId;
  }

  /** Whether it has joined, and has not been ended. */
  public final boolean isAlive() {
    return !id.isEmpty() && end == PeerRecord.End.NONE;
  }

  public final long joinedNanos() {
    return joinedNanos;
  }

  public final boolean isHit() {
    return isHit;
  }

  public final void hit(boolean now) {
    isHit = now;
  }

  /** @param nanos just before it was ended */
  public final void ended(long nanos, PeerRecord.End how) {
    end = how;
    endNanos = nanos;
  }

  public final PeerRecord record() {
    return new PeerRecord(number, name(), role, id, upClass, process(), trace, joinedNanos, endNanos, end);
  }

  /** The name of the process that it is in. */
  public abstract String process();

  /** Asks it to leave; returns at once. */
  public abstract void leave() throws IOException;

  /** Ends it at once, without a word. */
  public abstract void kill() throws IOException;

  public abstract void freeze() throws IOException;

  public abstract void thaw() throws IOException;

  /** Memory of its own process; 0 if it shares one. */
  public abstract long residentBytes();
}
