package banyan.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Bytes32;
import banyan.protocol.Candidate;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CandidatePoolTest {
  private final CandidatePool pool = new CandidatePool(new SplittableRandom(1));

  private static Candidate candidate(int number, int freeSlots, int depth) {
    PeerId id = new PeerId(new Bytes32(number, 1, 2, 3));
    return new Candidate(id, PeerAddress.of(Endpoint.tcp("127.0.0.1", 1_000 + number)), freeSlots, depth);
  }

  private Optional<Candidate> next() {
    return pool.next(c -> true);
  }

  @Test
  void eachIsTriedOnceARound() {
    pool.add(List.of(candidate(1, 1, 1), candidate(2, 1, 1)), false);
    Set<Candidate> tried = new HashSet<>(List.of(next().orElseThrow(), next().orElseThrow()));
    assertEquals(2, tried.size());
    assertTrue(next().isEmpty());
    pool.newRound();
    assertTrue(next().isPresent());
  }

  @Test
  void whomAFullParentNamedComesFirstThenShallowOnesWithSlots() {
    int best = 0;
    for (int i = 0; i < 100; i++) {
      CandidatePool fresh = new CandidatePool(new SplittableRandom(i));
      fresh.add(List.of(candidate(1, 0, 0), candidate(2, 5, 3), candidate(3, 5, 1)), false);
      fresh.add(List.of(candidate(4, 0, 9)), true);
      boolean redirectFirst = fresh.next(c -> true).orElseThrow().equals(candidate(4, 0, 9));
      boolean thenShallow = fresh.next(c -> true).orElseThrow().equals(candidate(3, 5, 1));
      best += redirectFirst && thenShallow ? 1 : 0;
    }
    assertTrue(best > 60 && best < 100, "mostly, with some left to chance: " + best);
  }

  @Test
  void itStaysBoundedAndKeepsWhatIsPinned() {
    pool.pin(candidate(0, 0, Candidate.DEPTH_UNKNOWN));
    for (int i = 1; i < 1_000; i++) {
      pool.add(List.of(candidate(i, i % 3, i % 7)), false);
    }
    int count = 0;
    boolean pinned = false;
    for (Optional<Candidate> next = next(); next.isPresent(); next = next()) {
      count++;
      pinned |= next.get().equals(candidate(0, 0, Candidate.DEPTH_UNKNOWN));
    }
    assertEquals(Timing.MAX_POOL, count);
    assertTrue(pinned);
  }

  @Test
  void whoFailsAgainAndAgainIsForgottenUnlessPinned() {
    pool.add(List.of(candidate(1, 1, 1)), false);
    pool.pin(candidate(2, 1, 1));
    for (int i = 0; i < 6; i++) {
      pool.failed(candidate(1, 1, 1));
      pool.failed(candidate(2, 1, 1));
    }
    assertEquals(candidate(2, 1, 1), next().orElseThrow());
    assertTrue(next().isEmpty());
  }

  @Test
  void hearsayDoesNotChangeWhoWasMetAtAnAddress() {
    Endpoint there = Endpoint.tcp("127.0.0.1", 1_001);
    Candidate old = candidate(1, 1, 0);
    PeerId now = new PeerId(new Bytes32(99, 1, 2, 3));
    pool.add(List.of(Candidate.at(there)), false);
    pool.met(Candidate.at(there), now);
    pool.add(List.of(old, Candidate.at(there)), false);
    assertEquals(now, next().orElseThrow().peer());
    assertTrue(next().isEmpty());
  }

  @Test
  void thoseWhoCannotBeDialledAreNotKept() {
    pool.add(List.of(new Candidate(new PeerId(Bytes32.ZERO), PeerAddress.NONE, 3, 1)), false);
    assertTrue(next().isEmpty());
  }
}
