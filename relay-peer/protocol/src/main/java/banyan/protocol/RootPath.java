package banyan.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * The peers from the root down to one peer, that one included: how loops are seen, and how deep somebody sits.
 *
 * @param hops {@link PeerId#prefix()} of each, root first; empty for a peer that has no way to the root
 */
public record RootPath(List<Long> hops) {
  public static final RootPath NONE = new RootPath(List.of());

  public RootPath {
    hops = List.copyOf(hops);
    if (hops.size() > Limits.MAX_ROOT_PATH_HOPS) {
      throw new IllegalArgumentException("a root path of " + hops.size() + " hops");
    }
  }

  /** The path of a peer fed by the owner of this one. */
  public RootPath then(PeerId child) {
    List<Long> longer = new ArrayList<>(hops);
    longer.add(child.prefix());
    return new RootPath(longer);
  }

  public boolean contains(PeerId peer) {
    return hops.contains(peer.prefix());
  }

  public boolean isRooted() {
    return !hops.isEmpty();
  }

  public boolean isFull() {
    return hops.size() >= Limits.MAX_ROOT_PATH_HOPS;
  }

  /** Hops between the owner and the root; {@link Candidate#DEPTH_UNKNOWN} without a way there. */
  public int depth() {
    return hops.isEmpty() ? Candidate.DEPTH_UNKNOWN : hops.size() - 1;
  }
}
