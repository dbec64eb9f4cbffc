package banyan.program;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A rate as people write it: {@code 10M}, {@code 500k}, {@code 2.5M}; bits a second, decimal multiples.
 *
 * @param bitsPerSecond at least 1
 */
public record BitRate(long bitsPerSecond) {
  public BitRate {
    if (bitsPerSecond < 1) {
      throw new IllegalArgumentException("a rate of " + bitsPerSecond + " bits a second");
    }
  }

  /** @throws IllegalArgumentException saying how a rate is written */
  public static BitRate parse(String text) {
    BigDecimal bits = Multiple.parse(text).orElseThrow(() -> new IllegalArgumentException(
        "'" + text + "' is no bit rate; write bits a second, such as 10M, 2.5M or 500k"));
    if (bits.compareTo(BigDecimal.ONE) < 0 || bits.compareTo(BigDecimal.valueOf(1_000_000_000_000L)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is no rate between 1 bit/s and 1000 Gbit/s");
    }
    return new BitRate(bits.setScale(0, RoundingMode.DOWN).longValueExact());
  }

  public long bytesPerSecond() {
    return bitsPerSecond / 8;
  }

  /** As {@link #parse} reads it, in the largest unit that says it well. */
  @Override
  public String toString() {
    if (bitsPerSecond % 1_000_000_000 == 0) {
      return bitsPerSecond / 1_000_000_000 + "G";
    }
    if (bitsPerSecond >= 1_000_000 && bitsPerSecond % 100_000 == 0) {
      return BigDecimal.valueOf(bitsPerSecond, 6).stripTrailingZeros().toPlainString() + "M";
    }
    return bitsPerSecond % 1_000 == 0 ? bitsPerSecond / 1_000 + "k" : Long.toString(bitsPerSecond);
  }
}
