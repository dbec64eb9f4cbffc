package banyan.churn.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.churn.scenario.FaultRecord.Kind;
import banyan.churn.scenario.PeerRecord.End;
import banyan.churn.scenario.PeerRecord.Role;
import banyan.churn.analysis.FigureNames;
import banyan.churn.analysis.HandMadeRun;
import banyan.churn.analysis.Result;
import banyan.churn.scenario.FaultRecord;
import banyan.churn.scenario.PeerRecord;
import banyan.program.Failure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ReportTest {
  private static final String HOSTILE = "A <script>alert(1)</script> & \"quotes\" 'here'";

  @TempDir
  private Path folder = Path.of("");

  private HandMadeRun withAGap() {
    return new HandMadeRun(folder, 20_000).about(HOSTILE)
        .stream(0, 0, 200, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.VIEWER, 100).attached(2, 150, 1, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 99, 2)
        .line(2, 1_000, "status " + HandMadeRun.nanos(1_000) + " lag=5000 depth=2 children=0 sent=0")
        .fault(Kind.KILL, 9_950, 0, 1).ends(1, 9_950, End.KILLED)
        .orphaned(2, 9_960, 1, "LOST")
        .attached(2, 11_000, 0, "LOST").sourceChanged(2, 11_000, 0).burst(2, 100, 109, 11_000).stream(2, 110, 200, 2)
        .sample(1_000, "process 2", 100_000_000, 40).sample(6_000, "process 2", 101_000_000, 41);
  }

  private Report report(HandMadeRun run) throws Exception {
    return Report.of(run.record(), Duration.ofMillis(500));
  }

  @Test
  void theSameRunIsTheSameJsonAndThePageIsMadeFromItAsWell() throws Exception {
    Report report = report(withAGap());
    assertEquals(report.json(), report(withAGap()).json());
    Path file = Files.writeString(folder.resolve("churn.json"), report.json());
    Report again = Report.read(file);
    assertEquals(report.json(), again.json());
    assertEquals(report.html(), again.html());
    assertEquals(report.text(), again.text());
    assertEquals(report.summary(), again.summary());
  }

  @Test
  void whatIsNoResultIsRefusedWithASentence() throws Exception {
    Path file = folder.resolve("other.json");
    Files.writeString(file, "{\"format\": 1}");
    assertThrows(Failure.class, () -> Report.read(file));
    Files.writeString(file, report(withAGap()).json().replace(Result.FORMAT, "banyan-churn/99"));
    Failure failure = assertThrows(Failure.class, () -> Report.read(file));
    assertTrue(String.valueOf(failure.getMessage()).contains("'banyan-churn/99'"), failure::getMessage);
    assertThrows(Failure.class, () -> Report.read(folder.resolve("none.json")));
  }

  /** What is not in order as XML either has a tag open, or a text that was not escaped. */
  private static Document parse(String html) throws Exception {
    String xml = html.replaceFirst("<!doctype html>", "").replaceAll("<meta [^>]*>", "")
        .replaceAll("(?s)<style>.*?</style>", "");
    return DocumentBuilderFactory.newInstance().newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void thePageIsInOrderAndEscapesEveryText() throws Exception {
    String html = report(withAGap()).html();
    assertEquals(HOSTILE, parse(html).getElementsByTagName("p").item(1).getTextContent());
    assertFalse(html.contains("<script"), "a text became an element");
  }

  @Test
  void thePageNeedsNothingElse() throws Exception {
    String html = report(withAGap()).html();
    assertFalse(Pattern.compile("(?i)(src|href)=|url\\(|@import|https?://").matcher(html).find());
  }

  @Test
  void thePageHasEachPartAndTheStoryOfTheGap() throws Exception {
    String html = report(withAGap()).html();
    Set<String> headings = new TreeSet<>();
    Pattern.compile("<h2>([^<]*)</h2>").matcher(html).results().map(found -> found.group(1)).forEach(headings::add);
    assertTrue(headings.containsAll(List.of(
        "By kind of fault", "Playback, viewer by viewer", "Recovery", "The tree", "Lag", "Worst viewers",
        "Reparents without a reason", "Memory and descriptors", "All figures", "The scenario")), headings::toString);
    assertEquals(14, Pattern.compile("<svg ").matcher(html).results().count(), "seven drawings, each wide and narrow");
    assertTrue(html.contains("relay 1 was killed"), "the story");
    assertTrue(html.contains("banyan churn hand-made --seed 7"), "how to repeat it");
    assertTrue(html.contains("class=\"gap k-kill\""), "the gap, in the colour of its cause");
  }

  @Test
  void aReparentThatNothingExplainsIsToldWithItsStory() throws Exception {
    HandMadeRun run = withAGap().orphaned(2, 15_000, 0, "SILENT").attached(2, 15_100, 0, "SILENT");
    assertFalse(report(run).html().contains("from root 0 to root 0"), "the kill before it may be behind it");
    String html = report(run.orphaned(2, 19_990, 0, "SILENT").attached(2, 19_995, 0, "SILENT")).html();
    parse(html);
    assertTrue(html.contains("</b> from root 0 to root 0 at 20 s: silent, for 5 ms without a parent"), html);
    assertTrue(html.contains("viewer 2 lost root 0 (silent)"), "the story");
  }

  @Test
  void aResultOfAnotherFormatIsRefusedWhateverItsFieldsAre() throws Exception {
    Path file = Files.writeString(folder.resolve("old.json"), "{\"format\": \"banyan-churn/1\", \"scenario\": 7}");
    Failure failure = assertThrows(Failure.class, () -> Report.read(file));
    assertTrue(String.valueOf(failure.getMessage()).contains("'banyan-churn/1'"), failure::getMessage);
  }

  @Test
  void whatWasNotMeasuredIsSaidNotDrawn() throws Exception {
    String html = report(new HandMadeRun(folder, 20_000)).html();
    parse(html);
    assertFalse(html.contains("<svg "), "nothing to draw");
    assertTrue(html.contains("not measured"));
    assertTrue(html.contains("No faults."));
  }

  @Test
  void noCoordinateIsOutsideItsDrawing() throws Exception {
    String html = report(withAGap()).html();
    List<String> outside = Pattern.compile(" (?:x|y|x1|x2|y1|y2)=\"([^\"]*)\"").matcher(html).results()
        .map(found -> found.group(1))
        .filter(value -> Double.parseDouble(value) < 0 || Double.parseDouble(value) > Plot.WIDE).toList();
    assertEquals(List.of(), outside);
    assertFalse(html.contains("NaN"));
  }

  @Test
  void theTextTellsKindsTotalsAndTheWorstGap() throws Exception {
    String text = report(withAGap()).text();
    assertTrue(Pattern.compile("(?m)^kill +1 +1 +1\\.05 s ").matcher(text).find(), text);
    assertTrue(text.contains("worst gap: viewer 2, 550 ms at 10.4 s (kill)")
        || text.contains("worst gap: viewer 2, 550 ms at 10.5 s (kill)"), text);
    assertTrue(text.contains("relay 1 was killed"), text);
    assertTrue(text.endsWith("again: banyan churn hand-made --seed 7\n"), text);
  }

  @Test
  void whatTheDisksDroppedIsAWarning() throws Exception {
    Report report = report(withAGap().line(2, 19_999, "dropped 4"));
    assertEquals(4.0, report.summary().get("trace.dropped"));
    assertTrue(report.html().contains("lacks 4 lines"));
    assertTrue(report.text().contains("warning: viewer 2"));
  }

  @Test
  void everyNameOfAFigureIsDefinedInTheDocumentation() throws Exception {
    String docs = Files.readString(Path.of("../../relay-peer/docs/churn.md"));
    Set<String> defined = new TreeSet<>();
    Pattern.compile("(?m)^\\| (`.*?) \\|").matcher(docs).results().map(MatchResult::group)
        .forEach(cell -> Pattern.compile("`([^`]+)`").matcher(cell).results()
            .forEach(name -> defined.add(name.group(1))));
    assertEquals(new TreeSet<>(FigureNames.FAMILIES), defined);
  }
}
