package banyan.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.ChannelLink;
import banyan.protocol.Endpoint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class OptionValuesTest {
  @Command(name = "tried")
  static final class Tried implements Runnable {
    @Nullable @Option(names = "--rate", description = "A rate.", defaultValue = "2.5M")
    BitRate rate;

    @Nullable @Option(names = "--for", description = "A time.")
    Duration time;

    @Nullable @Option(names = "--parent", description = "An address.")
    Endpoint parent;

    @Nullable @Option(names = "--link", description = "A link.")
    ChannelLink link;

    @Option(names = "--port", converter = OptionValues.Port.class, defaultValue = "7171", description = "A port.")
    int port;

    @Option(names = "--fast", description = "A flag.")
    boolean fast;

    @Override
    public void run() {}
  }

  @ParameterizedTest
  @CsvSource({
    "10M, 10000000, 10M", "2.5M, 2500000, 2.5M", "500k, 500000, 500k", "64K, 64000, 64k", "1g, 1000000000, 1G",
    "1234, 1234, 1234", "0.001k, 1, 1", "10000M, 10000000000, 10G"
  })
  void aRateIsReadAndWrittenInDecimalMultiples(String text, long bitsPerSecond, String written) {
    assertEquals(new BitRate(bitsPerSecond), BitRate.parse(text));
    assertEquals(written, BitRate.parse(text).toString());
    assertEquals(BitRate.parse(text), BitRate.parse(written));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "M", "0", "0.0001k", "-5M", "10 Mbit", "1e6", "10MB", "99999999999999", "999999999999G"})
  void whatIsNoRateIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> BitRate.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"30s, 30000", "1500ms, 1500", "2m, 120000", "1.5h, 5400000", "0.5s, 500"})
  void aDurationIsReadInItsUnit(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), OptionValues.duration(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "0s", "-1s", "1d", "s", "1.s", "PT30S", "999999999h"})
  void whatIsNoDurationIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> OptionValues.duration(text));
  }

  @Test
  void everyKindOfOptionReachesItsField() {
    Tried tried = new Tried();
    String link = "banyan://127.0.0.1:7170/" + "a".repeat(52);
    int exitCode = Program.commandLine(tried).execute(
        "--rate", "10M", "--for", "2m", "--parent", "[::1]:7170", "--link", link, "--port", "0", "--fast");
    assertEquals(0, exitCode);
    assertEquals(new BitRate(10_000_000), tried.rate);
    assertEquals(Duration.ofMinutes(2), tried.time);
    assertEquals(Endpoint.tcp("::1", 7170), tried.parent);
    assertEquals(ChannelLink.parse(link), tried.link);
    assertEquals(0, tried.port);
  }

  @ParameterizedTest
  @CsvSource({
    "--rate, fast, bit rate", "--for, soon, duration", "--parent, nowhere, HOST:PORT",
    "--link, http://example.org/, no channel link", "--port, 65536, no port", "--port, http, no port"
  })
  void aWrongValueIsExplainedWithTheOptionThatItWasGivenTo(String option, String value, String explanation) {
    StringWriter err = new StringWriter();
    int exitCode = Program.commandLine(new Tried()).setErr(new PrintWriter(err)).execute(option, value);
    assertEquals(2, exitCode);
    String[] lines = err.toString().split("\n", 3);
    assertEquals("", lines[2], err::toString);
    assertTrue(lines[0].contains(option) && lines[0].contains(value) && lines[0].contains(explanation), lines[0]);
    assertEquals("Try 'tried --help'.", lines[1]);
  }

  @Test
  void helpShowsDefaultsButNoneOfFlags() {
    CommandLine line = Program.commandLine(new Tried());
    String help = line.getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertTrue(help.contains("Default: 2.5M"), help);
    assertTrue(help.contains("Default: 7171"), help);
    assertTrue(help.contains("--help"), help);
    assertEquals(3, help.split("Default:", -1).length, help);
  }
}
