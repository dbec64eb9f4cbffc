package banyan.directory;

import banyan.directory.CandidateSelection.Option;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The peers of one channel that may be named, kept so that an answer costs the same in a channel of ten and of a
 * million: it looks at a bounded number of them, the shallow ones with free slots first.
 *
 * <p>Whoever is named is debited a part of a slot for {@link #DEBIT_MICROS}: by then the peer has been asked, and its
 * next report tells what is true.
 */
public final class CandidatePool {
  /** Joiners try several of those that they are told, and take one. */
  public static final double DEBIT_SLOTS = 0.25;

  public static final long DEBIT_MICROS = 2_000_000;

  /** Peers looked at for one answer: enough to find the best twenty though many have been debited. */
  private static final int MAX_LOOKED_AT = 256;

  /** Options handed to the selection. */
  private static final int MAX_OPTIONS = 64;

  /** Peers without a slot, and peers of any kind, that are looked at besides. */
  private static final int OTHERS = 8;

  /** A root is named to everybody, so its debits alone could grow with the crowd; so many say enough. */
  private static final int MAX_DEBITS = 1_024;

  /**
   * What a peer offers.
   *
   * @param sinceMicros when it came
   */
  public record Offer(
      PeerId peer, PeerAddress address, int freeSlots, int depth, long sinceMicros, boolean root, boolean stalled) {
    private boolean isNameable() {
      return address.isDialable()
          && (root || (!stalled && address.reachability() == PeerAddress.Reachability.VERIFIED));
    }
  }

  private static final class Entry {
    Offer offer;
    /** When each debit ends, oldest first. */
    final ArrayDeque<Long> debits = new ArrayDeque<>();
    /** The list that it stands in, and where, so that it can be taken out at once. */
    @Nullable List<Entry> bucket;
    int at;

    Entry(Offer offer) {
      this.offer = offer;
    }

    Option option(long nowMicros) {
      while (!debits.isEmpty() && debits.getFirst() <= nowMicros) {
        debits.removeFirst();
      }
      return new Option(
          offer.peer, offer.address, offer.freeSlots, debits.size() * DEBIT_SLOTS, offer.depth,
          Math.max(0, nowMicros - offer.sinceMicros), offer.root, offer.stalled);
    }
  }

  private final Map<String, Entry> byKey = new HashMap<>();
  private final TreeMap<Integer, List<Entry>> withSlots = new TreeMap<>();
  private final List<Entry> withoutSlots = new ArrayList<>();
  private final List<Entry> roots = new ArrayList<>();

  /**
   * Adds or replaces an offer.
   *
   * @param key of the caller's choice, one for each offer
   */
  public void put(String key, Offer offer) {
    Entry entry = byKey.computeIfAbsent(key, k -> new Entry(offer));
    takeOut(entry);
    entry.offer = offer;
    if (offer.isNameable()) {
      List<Entry> bucket = offer.root ? roots
          : offer.freeSlots > 0 ? withSlots.computeIfAbsent(offer.depth, d -> new ArrayList<>()) : withoutSlots;
      entry.at = bucket.size();
      entry.bucket = bucket;
      bucket.add(entry);
    }
  }

  public void remove(String key) {
    Entry entry = byKey.remove(key);
    if (entry != null) {
      takeOut(entry);
    }
  }

  private void takeOut(Entry entry) {
    List<Entry> bucket = entry.bucket;
    if (bucket == null) {
      return;
    }
    Entry last = bucket.remove(bucket.size() - 1);
    if (last != entry) {
      bucket.set(entry.at, last);
      last.at = entry.at;
    }
    if (bucket.isEmpty()) {
      withSlots.remove(entry.offer.depth, bucket);
    }
    entry.bucket = null;
  }

  /**
   * Names peers to one that looks for a parent, best first, and debits them.
   *
   * @param unwanted the asker itself and whoever it has tried
   */
  public List<Option> draw(Set<PeerId> unwanted, int count, long nowMicros, RandomGenerator random) {
    Map<PeerId, Entry> looked = new HashMap<>();
    List<Option> options = new ArrayList<>();
    for (Entry root : roots) {
      look(root, nowMicros, looked, options);
    }
    int budget = MAX_LOOKED_AT;
    List<Option> promised = new ArrayList<>();
    for (List<Entry> bucket : withSlots.values()) {
      int start = random.nextInt(bucket.size());
      for (int i = 0; i < bucket.size() && options.size() < MAX_OPTIONS && budget > 0; i++) {
        budget--;
        Entry entry = bucket.get((start + i) % bucket.size());
        look(entry, nowMicros, looked, entry.option(nowMicros).openSlots() > 0 ? options : promised);
      }
    }
    options.addAll(promised.subList(0, Math.min(OTHERS, promised.size())));
    for (int i = 0; i < OTHERS && !withoutSlots.isEmpty(); i++) {
      look(withoutSlots.get(random.nextInt(withoutSlots.size())), nowMicros, looked, options);
    }
    List<Option> chosen = CandidateSelection.choose(options, unwanted, count, random);
    for (Option option : chosen) {
      Entry entry = looked.get(option.peer());
      if (entry != null && entry.debits.size() < MAX_DEBITS) {
        entry.debits.addLast(nowMicros + DEBIT_MICROS);
      }
    }
    return chosen;
  }

  private static void look(Entry entry, long nowMicros, Map<PeerId, Entry> looked, List<Option> into) {
    if (looked.putIfAbsent(entry.offer.peer, entry) == null) {
      into.add(entry.option(nowMicros));
    }
  }

  /** The best door for who knows nothing yet: the root if it was reached, else the shallowest peer that was. */
  public List<Offer> doors(int count) {
    List<Offer> doors = new ArrayList<>();
    roots.stream().map(entry -> entry.offer)
        .filter(offer -> offer.address.reachability() == PeerAddress.Reachability.VERIFIED)
        .forEach(doors::add);
    for (List<Entry> bucket : withSlots.values()) {
      for (int i = 0; i < bucket.size() && doors.size() < count; i++) {
        doors.add(bucket.get(i).offer);
      }
    }
    roots.stream().map(entry -> entry.offer).filter(offer -> !doors.contains(offer)).forEach(doors::add);
    return List.copyOf(doors.subList(0, Math.min(count, doors.size())));
  }
}
