package banyan.directory;

import banyan.protocol.Candidate;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Who is named to a peer that looks for a parent. Pure: the same options, question and random numbers give the same
 * answer, in an index as in a simulator.
 *
 * <p>Peers that can be reached and have a slot come first, the shallow before the deep, the roomy and long-lived more
 * often than others. The answer is drawn among the best {@link #BEST}, so that a crowd that asks at once does not end
 * up at one door; one place is anybody's, so that what the figures hide is found out; and the root comes last, so that
 * there is always an answer.
 */
public final class CandidateSelection {
  private CandidateSelection() {}

  /** An answer is drawn among so many. */
  public static final int BEST = 20;

  /** How much more seldom a peer without room is drawn, by its rank. */
  private static final double[] RANK_WEIGHTS = {1, 16, 256};

  /** A peer that has stayed so long is likely to stay: most departures are early ones. */
  private static final long LONG_LIVED_MICROS = 60_000_000;

  /** More room than this makes nobody a better parent for one joiner. */
  private static final double ENOUGH_SLOTS = 8;

  /**
   * A peer that may be named.
   *
   * @param freeSlots as it said
   * @param debitSlots of these, promised to others a moment ago
   * @param depth {@link Candidate#DEPTH_UNKNOWN} if it has no way to the root
   * @param ageMicros how long it has been in the channel
   * @param root the channel's source
   * @param stalled it gets nothing fresh itself
   */
  public record Option(
      PeerId peer, PeerAddress address, int freeSlots, double debitSlots, int depth, long ageMicros, boolean root,
      boolean stalled) {
    boolean isReachable() {
      return address.isDialable() && address.reachability() == PeerAddress.Reachability.VERIFIED;
    }

    double openSlots() {
      return freeSlots - debitSlots;
    }

    /** 0 has room, 1 had room a moment ago, 2 is full and can only point elsewhere. */
    private int rank() {
      return openSlots() > 0 ? 0 : freeSlots > 0 ? 1 : 2;
    }

    private double weight(int shallowest) {
      double room = Math.min(ENOUGH_SLOTS, Math.max(0.5, openSlots()));
      double life = ageMicros >= LONG_LIVED_MICROS ? 2 : 1;
      return room * life / (1L << Math.min(30, depth - shallowest));
    }

    Candidate toCandidate() {
      return new Candidate(peer, address, freeSlots, depth);
    }
  }

  private static final Comparator<Option> BEST_FIRST = Comparator.comparingInt(Option::rank)
      .thenComparingInt(Option::depth)
      .thenComparing(Comparator.comparingDouble(Option::openSlots).reversed())
      .thenComparing(Comparator.comparingLong(Option::ageMicros).reversed())
      .thenComparing(Option::peer);

  private record Ticket(Option option, double key) {}

  /**
   * Chooses, best first.
   *
   * @param options in any order; those that cannot be reached or are stalled are passed over
   * @param unwanted the asker itself and whoever it has tried
   * @param count the most that are wanted
   */
  public static List<Option> choose(
      List<Option> options, Set<PeerId> unwanted, int count, RandomGenerator random) {
    Set<PeerId> seen = new HashSet<>(unwanted);
    List<Option> fit = new ArrayList<>();
    List<Option> roots = new ArrayList<>();
    for (Option option : options) {
      boolean isNew = !option.peer.isKnown() || !seen.contains(option.peer);
      if (isNew && option.address.isDialable() && (option.root || (option.isReachable() && !option.stalled))) {
        seen.add(option.peer);
        // A root that has room is the best of parents; one that has none, or that nobody could check, is the last.
        (option.root && (option.rank() > 0 || !option.isReachable()) ? roots : fit).add(option);
      }
    }
    fit.sort(BEST_FIRST);
    int drawn = Math.max(0, count - Math.min(1, roots.size()));
    List<Option> chosen = draw(fit.subList(0, Math.min(BEST, fit.size())), Math.max(1, drawn - 1), random);
    List<Option> others = new ArrayList<>(fit);
    others.removeAll(chosen);
    while (chosen.size() < drawn && !others.isEmpty()) {
      chosen.add(others.remove(random.nextInt(others.size())));
    }
    chosen.sort(BEST_FIRST);
    chosen.addAll(roots);
    return List.copyOf(chosen.subList(0, Math.min(count, chosen.size())));
  }

  /** Weighted, without putting back: the largest u^(1/w) win (Efraimidis and Spirakis, 2006). */
  private static List<Option> draw(List<Option> from, int count, RandomGenerator random) {
    if (from.isEmpty()) {
      return new ArrayList<>();
    }
    int shallowest = from.stream().mapToInt(Option::depth).min().orElse(0);
    List<Ticket> tickets = new ArrayList<>();
    for (Option option : from) {
      double weight = option.weight(shallowest) / RANK_WEIGHTS[option.rank()];
      tickets.add(new Ticket(option, Math.log(1 - random.nextDouble()) / weight));
    }
    tickets.sort(Comparator.comparingDouble(Ticket::key).reversed());
    List<Option> drawn = new ArrayList<>();
    for (Ticket ticket : tickets.subList(0, Math.min(count, tickets.size()))) {
      drawn.add(ticket.option);
    }
    return drawn;
  }
}
