package banyan.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aBlockIsRedrawnInPlaceAndLinesGoAboveIt() {
    Terminal terminal = new Terminal(out, true, 20);
    terminal.show(List.of("one", "two"));
    terminal.print("log");
    terminal.show(List.of("three"));
    terminal.show(List.of("four"));
    assertEquals(
        "one\ntwo\n" + "\u001b[2A\r\u001b[Jlog\n" + "three\n" + "\u001b[1A\r\u001b[Jfour\n", shown());
  }

  @Test
  void aBlockThatIsKeptStands() {
    Terminal terminal = new Terminal(out, true, 20);
    terminal.show(List.of("one"));
    terminal.keep();
    terminal.show(List.of("two"));
    assertEquals("one\ntwo\n", shown());
  }

  @Test
  void withoutATerminalThereAreOnlyLinesAndAllOfThem() {
    Terminal terminal = new Terminal(out, false, 20);
    terminal.show(List.of("a line that is longer than twenty columns"));
    terminal.show(List.of("two"));
    terminal.print("log");
    assertEquals("a line that is longer than twenty columns\ntwo\nlog\n", shown());
  }

  @Test
  void aLineOfABlockNeverWraps() {
    new Terminal(out, true, 20).show(List.of("x".repeat(20), "y".repeat(21), "🌳".repeat(21)));
    assertEquals("x".repeat(20) + "\n" + "y".repeat(19) + "…\n" + "🌳".repeat(19) + "…\n", shown());
  }

  @Test
  void whatStrangersSendCannotSteerATerminalOrForgeALogLine() {
    Logging.LineFormatter formatter = new Logging.LineFormatter(ZoneOffset.UTC, false);
    LogRecord record = new LogRecord(Level.WARNING, "title 'x\u001b[2J\nforged\u009b1m'");
    record.setLoggerName("banyan.relay.PeerLink");
    record.setInstant(Instant.parse("2026-01-02T03:04:05.678Z"));
    record.setThrown(new IllegalStateException("a\rb"));
    assertEquals(
        "03:04:05.678 WARNING relay: title 'x [2J forged 1m' (java.lang.IllegalStateException: a b)",
        formatter.format(record));
    new Terminal(out, true, 80).show(List.of("\u001b]0;gone\u0007"));
    assertFalse(shown().contains("\u001b]"));
  }
}
