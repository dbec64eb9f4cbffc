package banyan.relay;

import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Tells a person why nobody feeds this peer: a wrong link, a broadcaster that is off air, a full tree. Says each thing
 * once a search, and nothing of searches that are over soon. On the event loop only.
 */
final class SearchLog {
  private static final Logger LOG = Logger.getLogger(SearchLog.class.getName());
  /** A search that ends sooner is no trouble. */
  static final long PATIENCE_MICROS = 3_000_000;
  /** Of one search: more addresses say no more to a person. */
  private static final int MAX_TOLD = 6;
  private static final long NOT_SEARCHING = Long.MAX_VALUE;

  private final String name;
  /** Addresses that did not work, and what a person is told of them. */
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final Set<String> told = new LinkedHashSet<>();
  private long sinceMicros = NOT_SEARCHING;

  SearchLog(ChannelId channel) {
    this.name = channel.shortName();
  }

  /** A dial has come to nothing. */
  void failed(PeerAddress to, CloseReason reason) {
    String address = to.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(", "));
    if (failures.size() < MAX_TOLD) {
      failures.put(address, sentence(address, reason));
    }
  }

  private static String sentence(String address, CloseReason reason) {
    return switch (reason) {
      case CONNECTION_LOST, SILENT -> "nobody answers at " + address
          + ": is the broadcaster on air, and the link right? Trying on";
      case WRONG_CHANNEL -> "the peer at " + address + " is not on this channel: ask the broadcaster for a new link. "
          + "Trying on";
      case MALFORMED, UNEXPECTED, WRONG_VERSION, BAD_PROOF -> "what listens at " + address + " does not speak Banyan's "
          + "protocol: is that the port for peers? Trying on";
      case SELF -> "at " + address + " is this peer itself: it waits for the broadcaster to push the stream to it";
      case WRONG_TRANSPORT -> "of the peer at " + address + " and this one, one encrypts its links and the other was "
          + "started with --plain: start both without it, or both with it";
      default -> "the peer at " + address + " takes no link now ("
          + reason.name().toLowerCase(Locale.ROOT).replace('_', ' ') + "). Trying on";
    };
  }

  /**
   * To be called about once a second.
   *
   * @param isSearching whether nobody feeds this peer, and it looks for somebody
   * @param links to peers that do not
   * @param isAsking whether some other peer, or an index, may still answer
   */
  void look(long nowMicros, boolean isSearching, int links, boolean isAsking) {
    if (!isSearching) {
      sinceMicros = NOT_SEARCHING;
      failures.clear();
      told.clear();
      return;
    }
    sinceMicros = Math.min(sinceMicros, nowMicros);
    if (nowMicros - sinceMicros < PATIENCE_MICROS) {
      return;
    }
    failures.values().forEach(this::tell);
    if (links > 0) {
      tell("peers of it are reached, but none has room, or a stream itself. Trying on");
    } else if (failures.isEmpty() && !isAsking) {
      tell("no peer of it is known: is the broadcaster on air? Name a peer with --parent HOST:PORT, or an index that "
          + "lists the channel with --index. Trying on");
    }
  }

  private void tell(String what) {
    if (told.size() < MAX_TOLD && told.add(what)) {
      LOG.warning(() -> "Channel " + name + ": " + what + ".");
    }
  }
}
