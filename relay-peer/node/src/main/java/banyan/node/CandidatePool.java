package banyan.node;

import banyan.protocol.Candidate;
import banyan.protocol.PeerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Peers that somebody named, each tried once a round. What a full parent named comes first, then shallow ones with
 * slots; among equals, those whom a parent named in the order in which it did, others by chance. One in eight is drawn
 * at random, so that a wrong belief about who is good does not last.
 */
final class CandidatePool {
  private static final int RANDOM_SHARE = 8;
  /** Places among equals. */
  private static final int PLACES = 16;

  private static final class Entry {
    Candidate candidate;
    final boolean pinned;
    boolean redirected;
    int place;
    boolean tried;
    /** Whether its peer has shown its key there: hearsay does not change that. */
    boolean met;
    int failures;

    Entry(Candidate candidate, boolean pinned) {
      this.candidate = candidate;
      this.pinned = pinned;
    }

    /** Lower is better. */
    int rank() {
      int badness = (redirected ? 0 : 1_000) + (candidate.freeSlots() > 0 ? 0 : 300) + candidate.depth()
          + 100 * Math.min(5, failures);
      return PLACES * badness + place;
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final RandomGenerator random;

  CandidatePool(RandomGenerator random) {
    this.random = random;
  }

  /** Never forgotten: a link's own addresses, and the root's. */
  void pin(Candidate candidate) {
    if (candidate.address().isDialable()) {
      Entry entry = new Entry(candidate, true);
      Entry before = entries.put(key(candidate), entry);
      if (before != null) {
        entry.tried = before.tried;
        entry.met = before.met;
      }
    }
  }

  void add(List<Candidate> candidates, boolean redirect) {
    int named = 0;
    for (Candidate candidate : candidates) {
      if (!candidate.address().isDialable()) {
        continue;
      }
      Entry entry = entries.get(key(candidate));
      if (entry == null) {
        makeRoom();
        entry = new Entry(candidate, false);
        entries.put(key(candidate), entry);
      } else {
        boolean keep = entry.met || !candidate.peer().isKnown();
        PeerId peer = keep ? entry.candidate.peer() : candidate.peer();
        entry.candidate = new Candidate(peer, candidate.address(), candidate.freeSlots(), candidate.depth());
      }
      entry.place = redirect ? Math.min(named++, PLACES - 1) : entry.redirected ? entry.place : random.nextInt(PLACES);
      entry.redirected |= redirect;
    }
  }

  /** The best that was not tried in this round and that fits; it counts as tried from now on. */
  Optional<Candidate> next(Predicate<Candidate> fits) {
    List<Entry> open = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (!entry.tried && fits.test(entry.candidate)) {
        open.add(entry);
      }
    }
    if (open.isEmpty()) {
      return Optional.empty();
    }
    Entry chosen = open.get(0);
    if (random.nextInt(RANDOM_SHARE) == 0) {
      chosen = open.get(random.nextInt(open.size()));
    } else {
      for (Entry entry : open) {
        chosen = entry.rank() < chosen.rank() ? entry : chosen;
      }
    }
    chosen.tried = true;
    chosen.redirected = false;
    return Optional.of(chosen.candidate);
  }

  /** Who answers at an address: it need not be dialled again while that peer is linked. */
  void met(Candidate dialled, PeerId peer) {
    Entry entry = entries.get(key(dialled));
    if (entry != null) {
      Candidate c = entry.candidate;
      entry.candidate = new Candidate(peer, c.address(), c.freeSlots(), c.depth());
      entry.met = true;
    }
  }

  void failed(Candidate candidate) {
    Entry entry = entries.get(key(candidate));
    if (entry != null) {
      entry.failures++;
      if (!entry.pinned && entry.failures > 3) {
        entries.remove(key(candidate));
      }
    }
  }

  /** Everybody may be tried again. */
  void newRound() {
    entries.values().forEach(entry -> entry.tried = false);
  }

  private void makeRoom() {
    if (entries.size() >= Timing.MAX_POOL) {
      entries.entrySet().stream()
          .filter(e -> !e.getValue().pinned)
          .max((a, b) -> Integer.compare(a.getValue().rank(), b.getValue().rank()))
          .map(Map.Entry::getKey)
          .ifPresent(entries::remove);
    }
  }

  /** An address is tried once whoever is said to live there; a peer with another address is another try. */
  private static String key(Candidate candidate) {
    return candidate.address().endpoints().toString();
  }
}
