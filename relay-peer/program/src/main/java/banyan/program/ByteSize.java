package banyan.program;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How large something on a disk is, as people write it: {@code 2G}, {@code 500M}; bytes, decimal multiples.
 *
 * @param bytes at least 1
 */
public record ByteSize(long bytes) {
  /** A thousand terabytes: more is a slip of the finger. */
  private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000_000_000L);

  public ByteSize {
    if (bytes < 1) {
      throw new IllegalArgumentException("a size of " + bytes + " bytes");
    }
  }

  /** @throws IllegalArgumentException saying how a size is written */
  public static ByteSize parse(String text) {
    BigDecimal bytes = Multiple.parse(text).orElseThrow(() -> new IllegalArgumentException(
        "'" + text + "' is no size; write bytes, such as 2G, 1.5G or 500M"));
    if (bytes.compareTo(BigDecimal.ONE) < 0 || bytes.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("'" + text + "' is no size between 1 byte and 1000T");
    }
    return new ByteSize(bytes.setScale(0, RoundingMode.DOWN).longValueExact());
  }
}
