package banyan.relay.output.hls;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sessions of players, by name; the one that was asked for longest ago comes first. */
final class Sessions {
  /** Players on one machine, and some in a house. */
  static final int MAX_SESSIONS = 64;
  /** A player that pauses may stop asking; one that plays asks twice a second. */
  static final long IDLE_MICROS = 60_000_000;
  /** Whoever has not asked for so long plays no more: its place is given to another. */
  static final long GIVEN_UP_MICROS = 10_000_000;

  private record Entry(PlayerSession session, long askedAtMicros) {}

  private final Map<String, Entry> byName = new LinkedHashMap<>();

  /**
   * Begins a session.
   *
   * @param name one that no session has had
   * @param session what the player is to be given
   * @return whether there is room for it
   */
  boolean open(String name, PlayerSession session, long nowMicros) {
    expire(nowMicros);
    if (byName.size() >= MAX_SESSIONS) {
      Iterator<Entry> longestAgoFirst = byName.values().iterator();
      if (nowMicros - longestAgoFirst.next().askedAtMicros() < GIVEN_UP_MICROS) {
        return false;
      }
      longestAgoFirst.remove();
    }
    byName.put(name, new Entry(session, nowMicros));
    return true;
  }

  /** A session that is asked for now. */
  Optional<PlayerSession> asked(String name, long nowMicros) {
    expire(nowMicros);
    @Nullable Entry entry = byName.remove(name);
    if (entry == null) {
      return Optional.empty();
    }
    byName.put(name, new Entry(entry.session(), nowMicros));
    return Optional.of(entry.session());
  }

  void expire(long nowMicros) {
    byName.values().removeIf(entry -> nowMicros - entry.askedAtMicros() >= IDLE_MICROS);
  }

  int count() {
    return byName.size();
  }
}
