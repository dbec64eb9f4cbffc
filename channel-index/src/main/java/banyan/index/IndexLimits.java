package banyan.index;

import java.time.Duration;

/**
 * Every bound on what an index holds and does for others.
 *
 * @param maxChannels on air
 * @param maxChannelsPerSource by one address
 * @param maxPeers in all channels together
 * @param maxPeersPerSource by one address
 * @param maxSources whose request rates are kept in mind
 * @param requestsPerSecond by one address, in the long run
 * @param requestBurst by one address, at once
 * @param renewInterval of a peer that can be named to others, in a small crowd
 * @param renewsPerSecond intervals grow with the crowd, so that there are no more renewals than this
 * @param maxProbes dial-backs at a time
 * @param probeDeadline for one dial-back
 */
public record IndexLimits(
    int maxChannels, int maxChannelsPerSource, int maxPeers, int maxPeersPerSource, int maxSources,
    int requestsPerSecond, int requestBurst, Duration renewInterval, int renewsPerSecond, int maxProbes,
    Duration probeDeadline) {
  /**
   * About 500 bytes a peer: 200,000 of them take 100 MB. A whole dormitory behind one address has its 500 viewers, who
   * renew once in 10 to 30 s. Renewals cost a hundredth of a millisecond, so 2,000 a second are a fiftieth of a core.
   */
  public static final IndexLimits DEFAULT = new IndexLimits(
      10_000, 32, 200_000, 1_000, 100_000, 50, 300, Duration.ofSeconds(10), 2_000, 128, Duration.ofSeconds(3));

  public IndexLimits {
    if (maxChannels < 1 || maxChannelsPerSource < 1 || maxPeers < 1 || maxPeersPerSource < 1 || maxSources < 1
        || requestsPerSecond < 1 || requestBurst < 1 || renewsPerSecond < 1 || maxProbes < 1
        || renewInterval.toMillis() < 1 || probeDeadline.toMillis() < 1) {
      throw new IllegalArgumentException("an index's limits are all at least 1");
    }
  }

  public IndexLimits withRenewInterval(Duration interval) {
    return new IndexLimits(
        maxChannels, maxChannelsPerSource, maxPeers, maxPeersPerSource, maxSources, requestsPerSecond, requestBurst,
        interval, renewsPerSecond, maxProbes, probeDeadline);
  }

  public IndexLimits withProbeDeadline(Duration deadline) {
    return new IndexLimits(
        maxChannels, maxChannelsPerSource, maxPeers, maxPeersPerSource, maxSources, requestsPerSecond, requestBurst,
        renewInterval, renewsPerSecond, maxProbes, deadline);
  }
}
