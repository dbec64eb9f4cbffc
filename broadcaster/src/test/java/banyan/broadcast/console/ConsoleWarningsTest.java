package banyan.broadcast.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.chunks.MediaFigures;
import banyan.broadcast.chunks.SourceFigures;
import banyan.relay.IndexStanding;
import banyan.relay.output.recording.RecordingFigures;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleWarningsTest {
  private static final MediaFigures GOOD = TestFigures.media(2_000_000, 0);

  private static void assertOnly(String beginning, ConsoleFigures now) {
    List<String> all = ConsoleWarnings.of(now);
    assertEquals(1, all.size(), all::toString);
    assertTrue(all.get(0).startsWith(beginning), all::toString);
  }

  @Test
  void aChannelOnWhichAllIsWellHasNone() {
    assertEquals(List.of(), ConsoleWarnings.of(TestFigures.well()));
    assertEquals(List.of(), ConsoleWarnings.of(TestFigures.with(TestFigures.well(), IndexStanding.UNKNOWN)));
  }

  @Test
  void anEncoderThatIsGoneIsMissedAndNotAdvised() {
    assertOnly("The encoder is gone", TestFigures.with(TestFigures.source("", TestFigures.media(9_000_000, 0)), 0));
    SourceFigures file = new SourceFigures("film.mp4", "", false, GOOD, 0);
    assertEquals(List.of(), ConsoleWarnings.of(TestFigures.with(file, 60_000)), "a file is between two rounds");
  }

  @Test
  void anEncoderThatSendsNothingIsToldOf() {
    assertOnly("Nothing comes from the encoder just now",
        TestFigures.with(TestFigures.source("OBS", GOOD), 5_000));
    assertEquals(List.of(), ConsoleWarnings.of(TestFigures.with(TestFigures.source("OBS", GOOD), 2_000)));
  }

  @Test
  void adviceStandsForAsLongAsItsReason() {
    assertOnly("Key pictures come only every 9 s",
        TestFigures.with(TestFigures.source("OBS", TestFigures.media(9_000_000, 0)), 0));
    assertOnly("The stream takes 2400 kbit/s at its peak, more than the 2000 declared",
        TestFigures.with(new SourceFigures("RTMP", "OBS", true, GOOD, 2_000_000), 0));
  }

  @Test
  void anUploadThatCarriesNobodyIsToldOf() {
    ConsoleFigures.Tree nobody = new ConsoleFigures.Tree(0, 0, 0, 0, 0, 0, 0);
    assertOnly("An upload of 2.0 Mbit/s does not carry one peer of a stream that takes up to 3.2 Mbit/s",
        TestFigures.with(TestFigures.well(), nobody, 2_000_000));
    // No slots since nobody wanted any.
    assertEquals(List.of(), ConsoleWarnings.of(TestFigures.with(TestFigures.well(), nobody, 20_000_000)));
    assertEquals(List.of(), ConsoleWarnings.of(TestFigures.with(TestFigures.well(), nobody, 0)));
  }

  @Test
  void whatIsNotRecordedOrListedIsToldOf() {
    RecordingFigures full = new RecordingFigures(
        RecordingFigures.State.STOPPED, "", 2, 420_000_000, 9, 0, 0, 1, "no space left on device");
    assertOnly("Nothing is recorded (no space left on device)", TestFigures.with(TestFigures.well(), full));
    assertOnly("The index at " + TestFigures.INDEX + " does not answer",
        TestFigures.with(TestFigures.well(), IndexStanding.BAD));
  }
}
