package banyan.index;

import java.util.LinkedHashMap;
import java.util.Map;

/** Token buckets, one for each source of requests; the sources not heard of for longest are forgotten first. */
final class SourceRates {
  private static final class Bucket {
    double tokens;
    long atMicros;
  }

  private final int perSecond;
  private final int burst;
  private final Map<String, Bucket> buckets;

  SourceRates(int perSecond, int burst, int maxSources) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
        return size() > maxSources;
      }
    };
  }

  /** Whether one more request of that source is within its rate; counts it if so. */
  synchronized boolean admits(String source, long nowMicros) {
    Bucket bucket = buckets.get(source);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.tokens = burst;
      bucket.atMicros = nowMicros;
      buckets.put(source, bucket);
    }
    bucket.tokens = Math.min(burst, bucket.tokens + (nowMicros - bucket.atMicros) * 1e-6 * perSecond);
    bucket.atMicros = nowMicros;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }

  synchronized int sourceCount() {
    return buckets.size();
  }
}
