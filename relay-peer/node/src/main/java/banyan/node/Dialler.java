package banyan.node;

import banyan.protocol.Candidate;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Whom to dial next, who is being dialled, and who may know more: what a search for parents and backups feeds on. */
final class Dialler {
  static final int CANDIDATES_AT_A_TIME = 5;

  private record Dial(Candidate candidate, long beganMicros, long untilMicros) {}

  private final Core core;
  private final CandidatePool pool;
  /** By attempt. */
  private final TreeMap<Long, Dial> dials = new TreeMap<>();
  private long attempts;
  /** Whether whoever introduces peers has been asked and has not answered yet. */
  private boolean finding;
  private long findAgainMicros = Long.MIN_VALUE;

  Dialler(Core core) {
    this.core = core;
    this.pool = new CandidatePool(core.config.random());
    core.config.entries().forEach(pool::pin);
  }

  /** Dials the best candidate that was not tried in this round; false if there is none. */
  boolean dialNext() {
    return dialNext(any -> true);
  }

  /** The same among those that fit. */
  boolean dialNext(Predicate<Candidate> fits) {
    Optional<Candidate> candidate = pool.next(one -> isWorthDialling(one) && fits.test(one));
    candidate.ifPresent(c -> {
      dials.put(++attempts, new Dial(c, core.now(), core.now() + Timing.DIAL_TIMEOUT));
      core.out().open(attempts, c.address());
    });
    return candidate.isPresent();
  }

  private boolean isWorthDialling(Candidate c) {
    boolean known = c.peer().isKnown();
    return !(known && (c.peer().equals(core.self) || core.isBanned(c.peer()) || core.linkTo(c.peer()) != null))
        && dials.values().stream().noneMatch(d -> d.candidate.equals(c));
  }

  /** Dials that have not ended yet. */
  int pending() {
    return dials.size();
  }

  /** Those of them that may well be answered still: most answers come at once. */
  int pendingFresh() {
    int fresh = 0;
    for (Dial dial : dials.values()) {
      fresh += core.now() - dial.beganMicros < Timing.DIAL_PROMPT ? 1 : 0;
    }
    return fresh;
  }

  /** Whether there is room for one more; what does not answer at once takes none of the few places. */
  boolean mayDialMore() {
    return pendingFresh() < Timing.PARALLEL_DIALS && pending() < Timing.MAX_DIALS;
  }

  void opened(Link link, long attempt) {
    Dial dial = dials.remove(attempt);
    if (dial != null) {
      pool.met(dial.candidate, link.peer);
    }
  }

  /** False if nobody waits for this attempt any more. */
  boolean failed(long attempt) {
    Dial dial = dials.remove(attempt);
    if (dial != null) {
      pool.failed(dial.candidate);
    }
    return dial != null;
  }

  /** Attempts whose time is over. */
  List<Long> overdue() {
    return dials.entrySet().stream()
        .filter(dial -> dial.getValue().untilMicros <= core.now()).map(dial -> dial.getKey()).toList();
  }

  /** Asks whoever introduces peers, unless that is under way or was a moment ago. */
  void findMore() {
    if (!finding && core.now() >= findAgainMicros) {
      finding = true;
      findAgainMicros = core.now() + Timing.FIND_AGAIN;
      core.out().findCandidates(CANDIDATES_AT_A_TIME);
    }
  }

  void found(List<Candidate> candidates) {
    finding = false;
    pool.add(candidates, false);
  }

  /** @param redirect whether somebody who would not feed us named them for that */
  void named(List<Candidate> candidates, boolean redirect) {
    pool.add(candidates, redirect);
  }

  /** Never to be forgotten. */
  void pin(Candidate candidate) {
    pool.pin(candidate);
  }

  /** Everybody may be tried again. */
  void newRound() {
    pool.newRound();
  }

  void forgive(long micros) {
    dials.replaceAll((attempt, dial) -> new Dial(dial.candidate, dial.beganMicros + micros, dial.untilMicros + micros));
  }
}
