package banyan.churn.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceReaderTest {
  private static final String WHOLE = """
      chunk 1000 7 1 9000 100000 100000 1
      event 1100 Attached parent=ABC cause=JOIN depth=2 afterMicros=4000
      status 1200 lag=5000 depth=2 children=1 slots=4 backups=2 links=3 subtree=2 sent=18000
      chunk 1300 7 2 9000 200000 100000 2
      """;

  @TempDir
  private Path folder = Path.of("");

  private PeerTrace read(String text, Arrivals arrivals) throws IOException, Failure {
    return TraceReader.read(Files.writeString(folder.resolve("trace"), text), Long.MAX_VALUE, arrivals);
  }

  private PeerTrace read(String text) throws IOException, Failure {
    return read(text, new Arrivals());
  }

  @Test
  void everyLineIsUnderstood() throws Exception {
    Arrivals arrivals = new Arrivals();
    PeerTrace trace = read(WHOLE, arrivals);
    assertEquals(2, arrivals.size());
    assertEquals(200_000, arrivals.mediaMicros(1));
    assertTrue(arrivals.isDiscontinuity(1));
    assertFalse(arrivals.isDiscontinuity(0));
    assertEquals("ABC", trace.events().get(0).text("parent"));
    assertEquals(4_000, trace.events().get(0).number("afterMicros", -1));
    assertEquals(18_000, trace.statuses().get(0).sentBytes());
    assertEquals(3, trace.statuses().get(0).links());
    assertEquals(1_300, trace.lastNanos());
    assertFalse(trace.isTorn());
    assertEquals(0, trace.dropped());
  }

  @Test
  void aTornLastLineIsLeftOut() throws Exception {
    Arrivals arrivals = new Arrivals();
    PeerTrace trace = read(WHOLE + "chunk 1400 7 3 90", arrivals);
    assertEquals(2, arrivals.size());
    assertTrue(trace.isTorn());
  }

  @Test
  void anEmptyTraceHasNothingInIt() throws Exception {
    PeerTrace trace = read("");
    assertEquals(0, trace.chunks());
    assertEquals(0, trace.lastNanos());
    assertFalse(trace.isTorn());
  }

  @Test
  void whatWasDroppedIsTold() throws Exception {
    assertEquals(12, read(WHOLE + "dropped 12\n").dropped());
  }

  @Test
  void whatIsLaterThanTheRunCountsForNothing() throws Exception {
    Arrivals arrivals = new Arrivals();
    Path file = Files.writeString(folder.resolve("trace"), WHOLE);
    PeerTrace trace = TraceReader.read(file, 1_150, arrivals);
    assertEquals(1, arrivals.size());
    assertEquals(1, trace.events().size());
    assertEquals(0, trace.statuses().size());
    assertEquals(1_100, trace.lastNanos());
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "chunk 1000 7 1", "chunk 1000 7 one 9000 1 1 0", "event 1000", "event 1000 Attached parent", "status soon",
      "nonsense", "", "dropped", "event 1000 Attached =ABC"})
  void aBrokenLineIsAnErrorThatNamesFileAndLine(String line) {
    Failure failure = assertThrows(Failure.class, () -> read(WHOLE + line + "\n" + WHOLE));
    String sentence = String.valueOf(failure.getMessage());
    assertTrue(sentence.startsWith("Line 5 of the trace '" + folder.resolve("trace") + "' is broken: "), sentence);
  }

  @Test
  void aLineThatNeverEndsIsAnErrorToo() {
    Failure failure = assertThrows(Failure.class, () -> read("chunk " + "1".repeat(TraceReader.MAX_LINE_BYTES)));
    assertTrue(String.valueOf(failure.getMessage()).contains("longer than"), failure::getMessage);
  }

  @Test
  void aTraceThatIsNotThereIsAFailure() {
    assertThrows(Failure.class, () -> TraceReader.read(folder.resolve("none"), Long.MAX_VALUE, new Arrivals()));
  }
}
