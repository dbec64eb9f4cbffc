package banyan.index;

import banyan.directory.CandidatePool;
import banyan.directory.CandidateSelection;
import banyan.directory.ChannelRecord;
import banyan.directory.DialBack;
import banyan.directory.PeerRegistration;
import banyan.directory.PeerState;
import banyan.directory.SignedChannelRecord;
import banyan.http.HttpRefusal;
import banyan.protocol.ChannelId;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What an index knows: channels on air and the peers in each, all of it on leases that run out. Pure: time is an
 * argument, and nothing is dialled here. For one thread at a time.
 *
 * <p>A channel is on air while its publication's lease holds, which the root's own lease keeps up. A record is replaced
 * only by a later one of the same channel, even after it has gone off air, so that an old record that somebody kept
 * brings nothing back.
 */
final class ChannelStore {
  /** A publication that no root joins is off air after this. */
  static final long PUBLICATION_MICROS = 60_000_000;

  /** Until a dial-back is known to have failed or not, its peer asks again soon. */
  static final long FIRST_RENEW_MICROS = 2_000_000;

  /** A lease lasts so many intervals, so that two lost requests in a row do no harm. */
  private static final int INTERVALS_IN_A_LEASE = 3;

  /** Peers that cannot be named to others have little to report. */
  private static final int UNNAMED_INTERVALS = 3;

  /** A peer that was not reached was busy starting, or may have opened its port meanwhile: waits get longer. */
  private static final long REDIAL_MIN_MICROS = 5_000_000;
  private static final long REDIAL_MAX_MICROS = 60_000_000;
  private static final int REDIAL_FACTOR = 3;

  /** One that was reached may have closed it. */
  private static final long RECHECK_MICROS = 600_000_000;

  /** Addresses in a link. */
  private static final int MAX_DOORS = 3;

  /** Viewers that one peer may claim to serve, where no root tells the sum. */
  private static final int MAX_VIEWERS_PER_PEER = 1_000;

  /** A channel that is or was on air. */
  static final class OnAir {
    final ChannelId id;
    SignedChannelRecord signed;
    ChannelRecord record;
    String token;
    Source source;
    long expiresMicros;
    final CandidatePool pool = new CandidatePool();
    final Map<String, Entry> leases = new HashMap<>();
    /** Leases whose peer was reached: one for each peer. */
    final Map<PeerId, Entry> reached = new HashMap<>();
    @Nullable Entry root;
    long ownViewers;

    OnAir(ChannelId id, SignedChannelRecord signed, ChannelRecord record, String token, Source source) {
      this.id = id;
      this.signed = signed;
      this.record = record;
      this.token = token;
      this.source = source;
    }

    int viewers() {
      long viewers = root == null ? ownViewers : root.state.subtreeViewers();
      return (int) Math.min(Integer.MAX_VALUE, viewers);
    }

    int peers() {
      return leases.size();
    }

    List<CandidatePool.Offer> doors() {
      return pool.doors(MAX_DOORS);
    }
  }

  /** One peer's lease. */
  static final class Entry {
    final OnAir channel;
    final String token;
    final PeerRegistration registration;
    final PeerId peer;
    final long sinceMicros;
    Source source;
    PeerState state;
    long renewMicros;
    long expiresMicros;
    /** Which of the deadlines that stand in line for this lease is the one that counts. */
    long deadlineMicros = Long.MAX_VALUE;
    DialBack dialBack;
    long nextDialMicros;
    /** How long the last dial-back that failed is from the next; 0 after one that did not. */
    long redialMicros;
    boolean gone;

    Entry(OnAir channel, String token, PeerRegistration registration, Source source, long nowMicros) {
      this.channel = channel;
      this.token = token;
      this.registration = registration;
      this.peer = registration.peer();
      this.source = source;
      this.state = registration.state();
      this.sinceMicros = nowMicros;
      this.dialBack = new DialBack(DialBack.Outcome.NOT_ASKED, "");
    }

    boolean isRoot() {
      return channel.root == this;
    }

    long viewers() {
      return Math.min(MAX_VIEWERS_PER_PEER, state.viewers());
    }

    /** Where it may be dialled back: where its last request came from, at the port that it told. */
    Optional<Endpoint> dialable() {
      if (registration.port() == 0) {
        return Optional.empty();
      }
      try {
        return Optional.of(Endpoint.tcp(source.host(), registration.port()));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    long leaseMicros(long nowMicros) {
      return Math.max(0, expiresMicros - nowMicros);
    }
  }

  private record Deadline(long atMicros, @Nullable Entry entry, @Nullable OnAir channel) {}

  private record Last(long epoch, long revision) {}

  private final IndexLimits limits;
  private final RandomGenerator random;
  private final Supplier<String> tokens;
  private final Map<ChannelId, OnAir> channels = new HashMap<>();
  private final Map<String, Integer> channelsBySource = new HashMap<>();
  private final Map<String, Integer> peersBySource = new HashMap<>();
  private final PriorityQueue<Deadline> deadlines =
      new PriorityQueue<>(Comparator.comparingLong(Deadline::atMicros));
  private final Map<ChannelId, Last> offAir;
  private int peerCount;

  /**
   * Starts empty.
   *
   * @param tokens gives a new secret each time
   */
  ChannelStore(IndexLimits limits, RandomGenerator random, Supplier<String> tokens) {
    this.limits = limits;
    this.random = random;
    this.tokens = tokens;
    this.offAir = new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<ChannelId, Last> eldest) {
        return size() > limits.maxChannels();
      }
    };
  }

  /** Puts a channel on air. The signature must have been checked. */
  OnAir publish(long nowMicros, SignedChannelRecord signed, ChannelRecord record, Source source) {
    expire(nowMicros);
    ChannelId id = signed.channel();
    OnAir known = channels.get(id);
    Last last = known != null ? new Last(known.record.epoch(), known.record.revision()) : offAir.get(id);
    if (last != null && !record.supersedes(last.epoch, last.revision)) {
      throw new HttpRefusal(409, "This index has a record of the channel with epoch " + last.epoch + " and revision "
          + last.revision + " already; sign one with a higher revision.");
    }
    if (known != null) {
      known.signed = signed;
      known.record = record;
      known.token = tokens.get();
      known.expiresMicros = nowMicros + PUBLICATION_MICROS;
      return known;
    }
    if (channels.size() >= limits.maxChannels()) {
      throw new HttpRefusal(503, "This index lists as many channels as it can. Try another one.");
    }
    if (!source.local() && channelsBySource.getOrDefault(source.group(), 0) >= limits.maxChannelsPerSource()) {
      throw new HttpRefusal(429, "There are " + limits.maxChannelsPerSource()
          + " channels from your address on this index already; end one first.");
    }
    OnAir fresh = new OnAir(id, signed, record, tokens.get(), source);
    fresh.expiresMicros = nowMicros + PUBLICATION_MICROS;
    channels.put(id, fresh);
    offAir.remove(id);
    channelsBySource.merge(source.group(), 1, Integer::sum);
    deadlines.add(new Deadline(fresh.expiresMicros, null, fresh));
    return fresh;
  }

  /** Enters a peer; {@link #dialDue} says whether it is to be dialled back. */
  Entry join(long nowMicros, ChannelId id, PeerRegistration registration, Source source) {
    expire(nowMicros);
    OnAir channel = onAir(id);
    if (peerCount >= limits.maxPeers()) {
      throw new HttpRefusal(503, "This index knows as many peers as it can. Use the channel's link without it.");
    }
    if (!source.local() && peersBySource.getOrDefault(source.group(), 0) >= limits.maxPeersPerSource()) {
      throw new HttpRefusal(429, "There are " + limits.maxPeersPerSource()
          + " peers at your address on this index already.");
    }
    boolean asRoot = registration.publication().isPresent();
    if (asRoot && !Tokens.areEqual(registration.publication().get(), channel.token)) {
      throw new HttpRefusal(403, "That is not the token of the channel's last publication; publish again.");
    }
    Entry entry = new Entry(channel, tokens.get(), registration, source, nowMicros);
    channel.leases.put(entry.token, entry);
    channel.ownViewers += entry.viewers();
    peerCount++;
    peersBySource.merge(source.group(), 1, Integer::sum);
    if (asRoot) {
      if (channel.root != null) {
        remove(channel.root);
      }
      channel.root = entry;
    }
    extend(nowMicros, entry);
    offer(entry);
    return entry;
  }

  Entry renew(long nowMicros, ChannelId id, PeerId peer, String token, PeerState state, Source source) {
    Entry entry = lease(nowMicros, id, peer, token);
    entry.channel.ownViewers -= entry.viewers();
    entry.state = state;
    entry.channel.ownViewers += entry.viewers();
    if (!entry.source.host().equals(source.host())) {
      moved(entry, source);
    }
    extend(nowMicros, entry);
    offer(entry);
    return entry;
  }

  /** Ends a lease; with the root's, the channel goes off air. */
  void leave(long nowMicros, ChannelId id, PeerId peer, String token) {
    Entry entry = lease(nowMicros, id, peer, token);
    if (entry.isRoot()) {
      takeOffAir(entry.channel);
    } else {
      remove(entry);
    }
  }

  /** Names peers to one that has a lease. */
  List<CandidateSelection.Option> candidates(long nowMicros, Entry entry, Set<PeerId> exclude, int count) {
    Set<PeerId> unwanted = new HashSet<>(exclude);
    unwanted.add(entry.peer);
    return entry.channel.pool.draw(unwanted, count, nowMicros, random);
  }

  /** The live lease of that token. */
  Entry lease(long nowMicros, ChannelId id, PeerId peer, String token) {
    expire(nowMicros);
    Entry entry = onAir(id).leases.get(token);
    if (entry == null || !entry.peer.equals(peer)) {
      throw new HttpRefusal(404, "This index knows no such lease (any more); join again.");
    }
    return entry;
  }

  OnAir onAir(ChannelId id) {
    OnAir channel = channels.get(id);
    if (channel == null) {
      throw new HttpRefusal(404, "The channel " + id + " is not on air here.");
    }
    return channel;
  }

  /** The endpoint to dial back now, if it is time to; counts as begun from then on. */
  Optional<Endpoint> dialDue(long nowMicros, Entry entry) {
    Optional<Endpoint> endpoint = entry.dialable();
    if (endpoint.isEmpty() || nowMicros < entry.nextDialMicros) {
      return Optional.empty();
    }
    if (entry.dialBack.outcome() != DialBack.Outcome.REACHED) {
      entry.dialBack = new DialBack(DialBack.Outcome.PENDING, "");
      entry.renewMicros = FIRST_RENEW_MICROS;
    }
    // Not twice at a time: the end of this attempt says when the next may be.
    entry.nextDialMicros = Long.MAX_VALUE;
    return endpoint;
  }

  /** Takes in how a dial-back has ended. */
  void dialled(long nowMicros, Entry entry, Endpoint endpoint, PeerProbe.Result result) {
    entry.redialMicros = result.reached() ? 0
        : Math.min(REDIAL_MAX_MICROS, Math.max(REDIAL_MIN_MICROS, REDIAL_FACTOR * entry.redialMicros));
    entry.nextDialMicros = nowMicros + (result.reached() ? RECHECK_MICROS : entry.redialMicros);
    if (entry.gone || !entry.dialable().equals(Optional.of(endpoint))) {
      entry.nextDialMicros = nowMicros;
      return;
    }
    boolean wasReached = entry.dialBack.outcome() == DialBack.Outcome.REACHED;
    entry.dialBack = new DialBack(
        result.reached() ? DialBack.Outcome.REACHED : DialBack.Outcome.FAILED, result.detail());
    if (result.reached()) {
      Entry before = entry.channel.reached.put(entry.peer, entry);
      if (before != null && before != entry && !before.isRoot()) {
        // The same peer, started anew: its former lease is nobody's.
        remove(before);
      }
    } else if (wasReached) {
      entry.channel.reached.remove(entry.peer, entry);
    }
    offer(entry);
  }

  private void moved(Entry entry, Source source) {
    peersBySource.computeIfPresent(entry.source.group(), (key, count) -> count == 1 ? null : count - 1);
    peersBySource.merge(source.group(), 1, Integer::sum);
    entry.source = source;
    entry.dialBack = new DialBack(DialBack.Outcome.NOT_ASKED, "");
    entry.channel.reached.remove(entry.peer, entry);
    if (entry.nextDialMicros != Long.MAX_VALUE) {
      entry.nextDialMicros = 0;
    }
  }

  private void extend(long nowMicros, Entry entry) {
    boolean named = entry.dialBack.outcome() == DialBack.Outcome.REACHED || entry.isRoot();
    long interval = limits.renewInterval().toNanos() / 1_000 * (named ? 1 : UNNAMED_INTERVALS);
    long crowdInterval = peerCount * 1_000_000L / limits.renewsPerSecond();
    boolean isDialledSoon = entry.redialMicros > 0 && entry.redialMicros < REDIAL_MAX_MICROS;
    entry.renewMicros = Math.max(isDialledSoon ? Math.min(interval, entry.redialMicros) : interval, crowdInterval);
    entry.expiresMicros = nowMicros + INTERVALS_IN_A_LEASE * Math.max(interval, crowdInterval);
    if (entry.expiresMicros < entry.deadlineMicros) {
      watch(entry);
    }
    if (entry.isRoot()) {
      entry.channel.expiresMicros = Math.max(entry.expiresMicros, nowMicros + PUBLICATION_MICROS);
    }
  }

  private void watch(Entry entry) {
    entry.deadlineMicros = entry.expiresMicros;
    deadlines.add(new Deadline(entry.expiresMicros, entry, null));
  }

  private void offer(Entry entry) {
    entry.channel.pool.put(entry.token, new CandidatePool.Offer(
        entry.peer, Addresses.of(entry), entry.state.freeSlots(), entry.isRoot() ? 0 : entry.state.depth(),
        entry.sinceMicros, entry.isRoot(), entry.state.stalled()));
  }

  private void remove(Entry entry) {
    if (entry.gone) {
      return;
    }
    entry.gone = true;
    OnAir channel = entry.channel;
    channel.leases.remove(entry.token);
    channel.pool.remove(entry.token);
    channel.reached.remove(entry.peer, entry);
    channel.ownViewers -= entry.viewers();
    if (entry.isRoot()) {
      channel.root = null;
    }
    peerCount--;
    peersBySource.computeIfPresent(entry.source.group(), (key, count) -> count == 1 ? null : count - 1);
  }

  private void takeOffAir(OnAir channel) {
    new ArrayList<>(channel.leases.values()).forEach(this::remove);
    channels.remove(channel.id);
    channelsBySource.computeIfPresent(channel.source.group(), (key, count) -> count == 1 ? null : count - 1);
    offAir.put(channel.id, new Last(channel.record.epoch(), channel.record.revision()));
  }

  /** Forgets whoever has not renewed. */
  void expire(long nowMicros) {
    for (Deadline next = deadlines.peek(); next != null && next.atMicros <= nowMicros; next = deadlines.peek()) {
      deadlines.remove();
      Entry entry = next.entry;
      OnAir channel = next.channel;
      if (entry != null && !entry.gone && entry.deadlineMicros == next.atMicros) {
        if (entry.expiresMicros > nowMicros) {
          watch(entry);
        } else {
          remove(entry);
        }
      } else if (channel != null && channels.get(channel.id) == channel) {
        if (channel.expiresMicros > nowMicros) {
          deadlines.add(new Deadline(channel.expiresMicros, null, channel));
        } else {
          takeOffAir(channel);
        }
      }
    }
  }

  /** The channels on air, most viewers first. */
  List<OnAir> all(long nowMicros) {
    expire(nowMicros);
    List<OnAir> all = new ArrayList<>(channels.values());
    all.sort(Comparator.comparingInt(OnAir::viewers).reversed().thenComparing(channel -> channel.id));
    return all;
  }

  int peerCount() {
    return peerCount;
  }
}
