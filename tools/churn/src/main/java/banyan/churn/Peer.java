package banyan.churn;

import java.io.IOException;
import java.nio.file.Path;

/** One peer of a run, from its start on: what can be done to it, and what is known of it. */
abstract class Peer {
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

  final int number() {
    return number;
  }

  final PeerRecord.Role role() {
    return role;
  }

  final String name() {
    return Fields.word(role) + " " + number;
  }

  final String id() {
    return id;
  }

  final Path trace() {
    return trace;
  }

  /** What its trace says. Looked at by one thread only. */
  final TraceTail tail() {
    return tail;
  }

  /** It is about to be told to join. */
  final void joining() {
    joinedNanos = System.nanoTime();
  }

  final void joined(String asId) {
    id = asId;
  }

  /** Whether it has joined, and has not been ended. */
  final boolean isAlive() {
    return !id.isEmpty() && end == PeerRecord.End.NONE;
  }

  final long joinedNanos() {
    return joinedNanos;
  }

  final boolean isHit() {
    return isHit;
  }

  final void hit(boolean now) {
    isHit = now;
  }

  /** @param nanos just before it was ended */
  final void ended(long nanos, PeerRecord.End how) {
    end = how;
    endNanos = nanos;
  }

  final PeerRecord record() {
    return new PeerRecord(number, name(), role, id, upClass, process(), trace, joinedNanos, endNanos, end);
  }

  /** The name of the process that it is in. */
  abstract String process();

  /** Asks it to leave; returns at once. */
  abstract void leave() throws IOException;

  /** Ends it at once, without a word. */
  abstract void kill() throws IOException;

  abstract void freeze() throws IOException;

  abstract void thaw() throws IOException;

  /** Memory of its own process; 0 if it shares one. */
  abstract long residentBytes();
}
