package banyan.node;

/**
 * How many children a peer feeds: as many as its upload carries at the channel's peak rate, a tenth kept for repair;
 * where nobody knows the upload, as many as trying shows, and no more than it is limited to.
 */
final class Slots {
  private final Core core;
  private double grown = 1;
  private long triedAtMicros;

  Slots(Core core) {
    this.core = core;
  }

  int limit() {
    NodeConfig config = core.config;
    boolean isKnown = config.uploadBytesPerSecond() > 0 && core.isUploadLimited();
    long byTrying = isKnown ? Long.MAX_VALUE : (long) grown;
    return (int) Math.min(config.maxChildren(), Math.min(byTrying, byShare()));
  }

  private long byShare() {
    long peak = core.peakBytesPerSecond();
    return !core.isUploadLimited() ? Long.MAX_VALUE : peak == 0 ? 0 : core.uploadShare * 9 / 10 / peak;
  }

  /** Children that the upload does not carry since it was limited to less. One too many may be on its way elsewhere. */
  int surplus(int children) {
    long peak = core.peakBytesPerSecond();
    if (!core.isUploadLimited() || peak == 0) {
      return 0;
    }
    long carried = core.uploadShare / peak + (core.uploadShare < peak ? 0 : 1);
    return (int) Math.max(0, children - carried);
  }

  /** For strangers one slot is kept back where there are enough: an orphan has viewers who wait. */
  int free(int children, boolean forOrphan) {
    int limit = limit();
    int reserve = !forOrphan && limit >= Timing.SLOTS_WITH_RESERVE ? 1 : 0;
    return Math.max(0, limit - reserve - children);
  }

  /** Whether somebody may be taken without a slot for strangers, until another child has moved. */
  boolean mayLend(int children) {
    int limit = limit();
    return limit > 0 && children < (limit >= Timing.SLOTS_WITH_RESERVE ? limit : limit + 1);
  }

  /**
   * Looks at how the children fare: all prompt and all slots in use, a quarter more and at least one; two of
   * them late, half.
   *
   * @param late children more than {@link Timing#CHILD_LATE} behind
   * @param prompt whether all are less than {@link Timing#CHILD_PROMPT} behind
   */
  void learn(int children, int late, boolean prompt, long nowMicros) {
    if (nowMicros - triedAtMicros < Timing.SLOT_GROWTH) {
      return;
    }
    if (late >= 2) {
      grown = Math.max(1, grown / 2);
      triedAtMicros = nowMicros;
    } else if (prompt && children >= (int) grown) {
      grown = Math.min(NodeConfig.ANY_NUMBER_OF_CHILDREN, Math.max(grown + 1, grown * 1.25));
      triedAtMicros = nowMicros;
    }
  }
}
