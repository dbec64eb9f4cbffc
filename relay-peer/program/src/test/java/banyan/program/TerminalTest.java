package banyan.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private Terminal terminal(int columns) {
    return new Terminal(out, true, false, new TerminalSize(columns, 24));
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aBlockIsRedrawnInPlaceAndLinesGoAboveIt() {
    Terminal terminal = terminal(20);
    terminal.show(List.of("one", "two"));
    terminal.print("log");
    terminal.show(List.of("three"));
    terminal.show(List.of("four"));
    assertEquals(
        "one\ntwo\n" + "\u001b[2A\r\u001b[Jlog\none\ntwo\n" + "\u001b[2A\r\u001b[Jthree\n"
            + "\u001b[1A\r\u001b[Jfour\n",
        shown());
  }

  @Test
  void aBlockThatIsKeptStands() {
    Terminal terminal = terminal(20);
    terminal.show(List.of("one"));
    terminal.keep();
    terminal.show(List.of("two"));
    assertEquals("one\ntwo\n", shown());
  }

  @Test
  void withoutATerminalThereAreOnlyLinesAndAllOfThem() {
    Terminal terminal = new Terminal(out, false, true, new TerminalSize(20, 24));
    terminal.show(List.of("a line that is longer than twenty columns"));
    terminal.show(List.of("two"));
    terminal.print("log");
    assertEquals("a line that is longer than twenty columns\ntwo\nlog\n", shown());
  }

  @Test
  void aLineOfABlockNeverWraps() {
    terminal(20).show(List.of(
        "x".repeat(20), "y".repeat(21), "🌳".repeat(10), "音楽".repeat(21), "é\u0301".repeat(20)));
    assertEquals(
        "x".repeat(20) + "\n" + "y".repeat(19) + "…\n" + "🌳".repeat(10) + "\n" + "音楽".repeat(4) + "音…\n"
            + "é\u0301".repeat(20) + "\n",
        shown());
  }

  @Test
  void aBlockIsNeverTallerThanTheTerminal() {
    Terminal terminal = new Terminal(out, true, false, new TerminalSize(20, 3));
    terminal.show(List.of("one", "two", "three", "four"));
    terminal.show(List.of("five"));
    assertEquals("one\ntwo\n" + "\u001b[2A\r\u001b[Jfive\n", shown());
  }

  @Test
  void aTerminalThatBecomesNarrowerHasBrokenItsLines() {
    Terminal terminal = terminal(40);
    terminal.show(List.of("x".repeat(40), "two"));
    terminal.resized(new TerminalSize(30, 24));
    terminal.resized(new TerminalSize(40, 24));
    assertEquals(
        "x".repeat(40) + "\ntwo\n" + "\u001b[3A\r\u001b[J" + "x".repeat(29) + "…\ntwo\n" + "\u001b[2A\r\u001b[J"
            + "x".repeat(40) + "\ntwo\n",
        shown());
  }

  @Test
  void stylesAreColoursOnlyWhereTheyAreWanted() {
    TerminalLine line = TerminalLine.of(TerminalLine.Style.WARNING, "! ").and("too slow\u001b[1m");
    terminal(20).showLines(List.of(line));
    new Terminal(out, false, true, TerminalSize.UNKNOWN).showLines(List.of(line));
    new Terminal(out, true, true, new TerminalSize(20, 24)).showLines(List.of(line));
    new Terminal(out, true, true, new TerminalSize(20, 24)).showLines(List.of(line.and(" ".repeat(9) + "gone")));
    String plain = "! too slow [1m\n";
    assertEquals(
        plain + plain + "\u001b[33m! \u001b[0mtoo slow [1m\n" + "\u001b[33m! \u001b[0mtoo slow [1m     …\n", shown());
  }

  @Test
  void aSizeIsWhatSttySays() {
    assertEquals(Optional.of(new TerminalSize(132, 43)), TerminalSize.parse("43 132\n"));
    for (String nonsense : List.of("0 0\n", "", "stty: standard input\n", "43", "-1 80\n", "99999999999 80\n")) {
      assertEquals(Optional.empty(), TerminalSize.parse(nonsense), nonsense);
    }
    assertEquals(20, new TerminalSize(3, 1).columns());
  }

  @Test
  void sentencesAreBrokenBetweenWords() {
    assertEquals(
        List.of("set the keyframe", "interval to 2 s"), TextColumns.wrap("set the keyframe interval to 2 s", 17));
    assertEquals(List.of("a", "xxxxxxxxxx", "xxx b"), TextColumns.wrap("a xxxxxxxxxxxxx b", 10));
    assertEquals(List.of("音楽", "音楽"), TextColumns.wrap("音楽音楽", 5));
    assertEquals(List.of(""), TextColumns.wrap("", 10));
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
    terminal(80).show(List.of("\u001b]0;gone\u0007"));
    assertFalse(shown().contains("\u001b]"));
  }
}
