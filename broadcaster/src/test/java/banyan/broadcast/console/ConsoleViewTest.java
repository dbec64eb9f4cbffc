package banyan.broadcast.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.TerminalLine;
import banyan.program.TextColumns;
import banyan.protocol.About;
import banyan.relay.output.recording.RecordingFigures;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConsoleViewTest {
  private static String text(ConsoleFigures now, int columns) {
    return ConsoleView.block(now, columns).stream().map(TerminalLine::text).collect(Collectors.joining("\n"));
  }

  @Test
  void allThatABroadcasterAsksStandsInEightyColumns() {
    assertEquals("── Night train " + "─".repeat(47) + " on air 1:02:03 ──\n" + """
        Now      So What
        Encoder  OBS (127.0.0.1); H.264 1280x720 and AAC, in time
        Stream   2.2 Mbit/s now, 2.6 Mbit/s at its peak, 3.2 Mbit/s declared
        Intake   a keyframe every 2.0 s, 3 pictures or frames dropped, 12 pieces damaged
        Viewers  42, 1 of them here; 17 peers, depth 4
        Upload   6.4 Mbit/s of 20.0 Mbit/s to 3 children, room for 5 more
        Index    http://127.0.0.1:7190 answers""", text(TestFigures.well(), 80));
  }

  @Test
  void noLineIsWiderThanTheTerminalButThoseThatItMayCut() {
    ConsoleFigures slow = TestFigures.with(
        TestFigures.source("x".repeat(900), TestFigures.media(10_000_000, 9_000_000)), 0);
    for (int columns : new int[] {20, 40, 80, 200}) {
      List<TerminalLine> lines = ConsoleView.block(
          TestFigures.with(slow, About.titled("音楽".repeat(20))), columns);
      int head = TextColumns.of(lines.get(0).text());
      assertTrue(columns < 40 ? head <= columns : head == Math.min(columns, 100), lines.get(0).text());
      lines.stream().filter(line -> line.text().startsWith("! ") || line.text().startsWith("  "))
          .forEach(line -> assertTrue(TextColumns.of(line.text()) <= columns, line.text()));
    }
  }

  @Test
  void warningsAreWholeSentencesUnderTheFigures() {
    ConsoleFigures rare = TestFigures.with(TestFigures.source("OBS", TestFigures.media(10_000_000, 0)), 0);
    String all = text(rare, 80);
    String joined = all.substring(all.indexOf("! ") + 2).replaceAll("\n {2}", " ");
    assertEquals(ConsoleWarnings.of(rare).get(0), joined);
    assertTrue(all.contains("a keyframe every 10.0 s"), all);
  }

  @Test
  void whoeverSendsNothingIsNotShownAsIfHeDid() {
    ConsoleFigures gone = TestFigures.with(TestFigures.source("", TestFigures.media(2_000_000, 0)), 60_000);
    String all = text(gone, 80);
    assertTrue(all.contains(" on air 1:02:03, nothing comes in ──"), all);
    assertTrue(all.contains("Encoder  none (RTMP at port 1935)"), all);
    assertTrue(all.contains("Stream   nothing now, 2.6 Mbit/s at its peak"), all);
  }

  @Test
  void whatStrangersSayIsTextInOneLine() {
    ConsoleFigures evil = TestFigures.with(
        TestFigures.source("\u001b[2Jencoder\n\u202efake", TestFigures.media(2_000_000, 0)), 0);
    String all = text(evil, 80);
    assertFalse(all.contains("\u001b") || all.contains("\u202e"), all);
    assertTrue(all.contains("Encoder  [2Jencoder fake; "), all);
  }

  @Test
  void aRecordingSaysWhereItIs() {
    RecordingFigures well = new RecordingFigures(
        RecordingFigures.State.RECORDING, "shows/night.ts", 2, 420_000_000, 9, 0, 0, 0, "");
    assertTrue(text(TestFigures.with(TestFigures.well(), well), 80).endsWith(
        "Record   420.0 MB in 2 files, now night.ts"));
    RecordingFigures full = new RecordingFigures(
        RecordingFigures.State.STOPPED, "", 2, 420_000_000, 9, 0, 0, 1, "no space left on device");
    assertTrue(text(TestFigures.with(TestFigures.well(), full), 80).contains(
        "Record   stopped: no space left on device; 420.0 MB in 2 files\n! Nothing is recorded"));
  }

  @Test
  void aLineOfTheLogSaysTheSameShortly() {
    assertEquals("On air 1:02:03  2.2 Mbit/s, 42 viewers, 17 peers, depth 4, upload 6.4 Mbit/s of 20.0 Mbit/s",
        ConsoleView.line(TestFigures.well()));
    ConsoleFigures gone = TestFigures.with(TestFigures.source("", TestFigures.media(2_000_000, 0)), 60_000);
    assertTrue(ConsoleView.line(gone).endsWith(", 1 warning"), ConsoleView.line(gone));
    assertTrue(ConsoleView.line(gone).contains("  nothing comes in, "), ConsoleView.line(gone));
  }
}
