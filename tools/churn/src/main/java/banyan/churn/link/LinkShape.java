package banyan.churn.link;

import banyan.churn.scenario.Scenario;

/**
 * What a link does to the bytes on it, each way.
 *
 * @param delayNanos one way
 * @param jitterNanos each piece takes up to so much longer; none overtakes another
 * @param bytesPerSecond 0 for as fast as it goes
 * @param isSilent whether everything is dropped, while sockets stay open
 */
public record LinkShape(long delayNanos, long jitterNanos, long bytesPerSecond, boolean isSilent) {
  static final LinkShape NONE = new LinkShape(0, 0, 0, false);

  public static LinkShape of(Scenario.Links links) {
    return new LinkShape(
        links.delay().toNanos() / 2, links.jitter().toNanos(), links.bitsPerSecond() / 8, false);
  }

  public LinkShape withRate(long limitBytesPerSecond) {
    return new LinkShape(delayNanos, jitterNanos, Math.max(1, limitBytesPerSecond), isSilent);
  }

  public LinkShape silent() {
    return new LinkShape(delayNanos, jitterNanos, bytesPerSecond, true);
  }

  boolean isPlain() {
    return delayNanos == 0 && jitterNanos == 0 && bytesPerSecond == 0 && !isSilent;
  }
}
