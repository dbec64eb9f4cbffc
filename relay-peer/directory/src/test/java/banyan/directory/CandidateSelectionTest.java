package banyan.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.directory.CandidateSelection.Option;
import banyan.protocol.Bytes32;
import banyan.protocol.Candidate;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerAddress.Reachability;
import banyan.protocol.PeerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CandidateSelectionTest {
  private static PeerId peer(int n) {
    return new PeerId(new Bytes32(n, 0, 0, 1));
  }

  private static PeerAddress address(Reachability reachability) {
    return PeerAddress.of(Endpoint.tcp("192.0.2.1", 7170)).withReachability(reachability);
  }

  private static Option option(int n, int freeSlots, int depth) {
    return new Option(peer(n), address(Reachability.VERIFIED), freeSlots, 0, depth, 0, false, false);
  }

  private static Option root(int freeSlots) {
    return new Option(peer(0), address(Reachability.VERIFIED), freeSlots, 0, 0, 0, true, false);
  }

  private static Set<PeerId> peers(List<Option> options) {
    Set<PeerId> peers = new HashSet<>();
    options.forEach(option -> peers.add(option.peer()));
    return peers;
  }

  @Test
  void theAskerAndThoseItHasTriedAreNeverNamed() {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      List<Option> options = new ArrayList<>(List.of(root(random.nextInt(3))));
      for (int n = 1; n < 2 + random.nextInt(30); n++) {
        options.add(option(n, random.nextInt(4), 1 + random.nextInt(5)));
      }
      Set<PeerId> unwanted = Set.of(peer(random.nextInt(10)), peer(random.nextInt(10) + 10));
      List<Option> chosen = CandidateSelection.choose(options, unwanted, 5, random);
      assertTrue(chosen.size() <= 5, "round " + round);
      assertEquals(chosen.size(), peers(chosen).size(), "round " + round);
      assertTrue(chosen.stream().noneMatch(o -> unwanted.contains(o.peer())), "round " + round);
    }
  }

  @Test
  void stalledAndUnverifiedPeersAreWithheld() {
    List<Option> options = List.of(
        new Option(peer(1), address(Reachability.UNKNOWN), 9, 0, 1, 0, false, false),
        new Option(peer(2), address(Reachability.DIAL_OUT_ONLY), 9, 0, 1, 0, false, false),
        new Option(peer(3), PeerAddress.NONE, 9, 0, 1, 0, false, false),
        new Option(peer(4), address(Reachability.VERIFIED), 9, 0, 1, 0, false, true),
        option(5, 1, 7));
    assertEquals(Set.of(peer(5)), peers(CandidateSelection.choose(options, Set.of(), 5, new Random(2))));
  }

  @Test
  void aFullOrUncheckedRootRemainsTheLastResort() {
    List<Option> options = new ArrayList<>();
    for (int n = 1; n <= 40; n++) {
      options.add(option(n, 1, 3));
    }
    options.add(root(0));
    List<Option> chosen = CandidateSelection.choose(options, Set.of(), 5, new Random(3));
    assertEquals(5, chosen.size());
    assertTrue(chosen.get(4).root());
    Option unchecked = new Option(peer(0), address(Reachability.UNKNOWN), 3, 0, 0, 0, true, true);
    assertEquals(List.of(unchecked), CandidateSelection.choose(List.of(unchecked), Set.of(), 5, new Random(3)));
  }

  @Test
  void aRootWithRoomIsNamedFirstWhenItIsDrawn() {
    List<Option> chosen = CandidateSelection.choose(
        List.of(option(1, 2, 1), root(2), option(2, 2, 2)), Set.of(), 5, new Random(4));
    assertEquals(List.of(peer(0), peer(1), peer(2)), chosen.stream().map(Option::peer).toList());
  }

  @Test
  void theShallowAndTheRoomyAreNamedMoreOftenAndACrowdIsSpread() {
    List<Option> options = new ArrayList<>();
    for (int n = 1; n <= 10; n++) {
      options.add(option(n, 4, 2));
    }
    for (int n = 11; n <= 20; n++) {
      options.add(option(n, 4, 6));
    }
    for (int n = 21; n <= 60; n++) {
      options.add(option(n, 0, 1));
    }
    Map<PeerId, Integer> named = new HashMap<>();
    Random random = new Random(5);
    for (int i = 0; i < 4_000; i++) {
      for (Option option : CandidateSelection.choose(options, Set.of(), 5, random)) {
        named.merge(option.peer(), 1, Integer::sum);
      }
    }
    int shallowest = 0;
    int deep = 0;
    int full = 0;
    for (int n = 1; n <= 60; n++) {
      int count = named.getOrDefault(peer(n), 0);
      shallowest += n <= 10 ? count : 0;
      deep += n > 10 && n <= 20 ? count : 0;
      full += n > 20 ? count : 0;
      assertTrue(n > 10 || (count > 1_000 && count < 2_500), "peer " + n + " was named " + count + " times");
    }
    assertTrue(shallowest > 3 * (deep + full), shallowest + " shallow, " + deep + " deep, " + full + " full");
    // One place of five is anybody's.
    assertTrue(full > 1_000, "full ones were named " + full + " times");
  }

  @Test
  void theSameRandomNumbersGiveTheSameAnswer() {
    List<Option> options = new ArrayList<>();
    for (int n = 1; n <= 50; n++) {
      options.add(option(n, n % 5, n % 7));
    }
    assertEquals(
        CandidateSelection.choose(options, Set.of(), 5, new Random(6)),
        CandidateSelection.choose(options, Set.of(), 5, new Random(6)));
  }

  @Test
  void thePoolDebitsWhomItNamesForTwoSeconds() {
    CandidatePool pool = new CandidatePool();
    pool.put("a", new CandidatePool.Offer(peer(1), address(Reachability.VERIFIED), 1, 1, 0, false, false));
    Random random = new Random(7);
    for (int i = 0; i < 4; i++) {
      assertEquals(i * CandidatePool.DEBIT_SLOTS, pool.draw(Set.of(), 5, 0, random).get(0).debitSlots());
    }
    // Its only slot is promised now: another peer that is deeper goes before it.
    pool.put("b", new CandidatePool.Offer(peer(2), address(Reachability.VERIFIED), 1, 9, 0, false, false));
    assertEquals(peer(2), pool.draw(Set.of(), 5, 1_999_999, random).get(0).peer());
    assertEquals(peer(1), pool.draw(Set.of(), 5, 4_000_000, random).get(0).peer());
  }

  @Test
  void thePoolFindsTheShallowAmongVeryManyAndForgetsTheRemoved() {
    CandidatePool pool = new CandidatePool();
    Random random = new Random(8);
    for (int n = 1; n <= 20_000; n++) {
      int depth = n <= 100 ? 3 : 8 + n % 5;
      pool.put("" + n, new CandidatePool.Offer(
          peer(n), address(Reachability.VERIFIED), n % 2, depth, 0, false, false));
    }
    for (int i = 0; i < 100; i++) {
      // A second apart, so that few are debited.
      List<Option> chosen = pool.draw(Set.of(), 5, i * 1_000_000L, random);
      assertEquals(3, chosen.get(0).depth());
    }
    for (int n = 1; n <= 20_000; n++) {
      pool.remove("" + n);
    }
    assertTrue(pool.draw(Set.of(), 5, 0, random).isEmpty());
  }

  @Test
  void aPoolThatChangesAtRandomNamesOnlyWhatIsInIt() {
    Random random = new Random(9);
    CandidatePool pool = new CandidatePool();
    Map<String, CandidatePool.Offer> model = new HashMap<>();
    for (int step = 0; step < 20_000; step++) {
      int n = random.nextInt(60);
      String key = "k" + n;
      if (random.nextInt(4) == 0) {
        pool.remove(key);
        model.remove(key);
      } else {
        CandidatePool.Offer offer = new CandidatePool.Offer(
            peer(n), address(random.nextInt(3) == 0 ? Reachability.UNKNOWN : Reachability.VERIFIED),
            random.nextInt(3), random.nextInt(5), step, n == 0, random.nextInt(5) == 0);
        pool.put(key, offer);
        model.put(key, offer);
      }
      for (Option option : pool.draw(Set.of(peer(3)), 5, step * 1_000L, random)) {
        CandidatePool.Offer offer = model.values().stream()
            .filter(o -> o.peer().equals(option.peer())).findFirst().orElseThrow();
        assertEquals(offer.depth(), option.depth(), "step " + step);
        assertEquals(offer.freeSlots(), option.freeSlots(), "step " + step);
        assertTrue(offer.root() || !offer.stalled(), "step " + step);
        assertFalse(option.peer().equals(peer(3)));
      }
    }
  }

  @Test
  void aCandidateSaysWhatTheOptionKnew() {
    assertEquals(new Candidate(peer(4), address(Reachability.VERIFIED), 2, 3), option(4, 2, 3).toCandidate());
  }
}
