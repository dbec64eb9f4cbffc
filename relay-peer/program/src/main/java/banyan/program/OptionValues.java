package banyan.program;

import banyan.protocol.ChannelLink;
import banyan.protocol.Endpoint;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How options are written: rates, sizes, times, addresses, links. Each says what is wrong with what it cannot read. */
public final class OptionValues {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|m|h)");

  private OptionValues() {}

  /** For options that take a port: {@code converter = OptionValues.Port.class}. */
  public static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= 65_535) {
          return port;
        }
      } catch (NumberFormatException e) {
        // Falls through to the one sentence for both ways of being no port.
      }
      throw new TypeConversionException("'" + text + "' is no port; write a number from 0 (any free port) to 65535");
    }
  }

  /** For options that take the URL of an index. */
  public static final class IndexUrl implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        return ChannelLink.checkedIndex(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  private static int wholeNumber(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no whole number", e);
    }
  }

  /** {@code 30s}, {@code 1500ms}, {@code 2m}, {@code 1.5h}; more than nothing. */
  public static Duration duration(String text) {
    Matcher parts = DURATION.matcher(text.trim());
    if (!parts.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no duration; write one such as 30s, 1500ms or 2m");
    }
    long unitNanos =
        switch (String.valueOf(parts.group(2))) {
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          default -> 3_600_000_000_000L;
        };
    BigDecimal nanos = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unitNanos));
    if (nanos.signum() == 0 || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is no time that can be waited for; write one such as 30s");
    }
    return Duration.ofNanos(nanos.longValue());
  }

  static void register(CommandLine commandLine) {
    commandLine.registerConverter(BitRate.class, converter(BitRate::parse));
    commandLine.registerConverter(ByteSize.class, converter(ByteSize::parse));
    commandLine.registerConverter(Duration.class, converter(OptionValues::duration));
    commandLine.registerConverter(Endpoint.class, converter(Endpoint::parse));
    commandLine.registerConverter(ChannelLink.class, converter(ChannelLink::parse));
    commandLine.registerConverter(int.class, converter(OptionValues::wholeNumber));
  }

  private static <T> ITypeConverter<T> converter(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }
}
