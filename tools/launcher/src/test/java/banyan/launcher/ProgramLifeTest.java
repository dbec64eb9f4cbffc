package banyan.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.BanyanProcess;
import banyan.launcher.acceptance.Processes;
import banyan.program.ReadyLine;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramLifeTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @RegisterExtension
  final Processes processes = new Processes();

  private BanyanProcess waiting(String... args) {
    return processes.startMain("waiting", WaitingMain.class, args);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "HUP"})
  void aSignalEndsItWellAndStdoutHasTheReadyLineAlone(String signal) {
    BanyanProcess waiting = waiting("--port", "7000", "--upload", "2.5M");
    assertEquals(ReadyLine.of("waiting").withPort(7000), waiting.ready());
    waiting.signal(signal);
    assertEquals(0, waiting.exitCode(SOON));
    assertEquals(List.of("{\"ready\":\"waiting\",\"port\":7000}"), waiting.stdoutLines());
    assertTrue(waiting.logLines().stream().anyMatch(l -> l.endsWith("launcher: left with an upload of 2.5M")));
    assertTrue(waiting.logLines().contains("a library that prints"));
    assertFalse(waiting.logLines().stream().anyMatch(l -> l.contains("in detail")));
  }

  @Test
  void aSecondSignalEndsAtOnceWhatHangs() {
    BanyanProcess waiting = waiting("--ending", "HANGING");
    waiting.ready();
    waiting.terminate();
    Awaitility.await().atMost(SOON).until(() -> waiting.logLines().stream().anyMatch(l -> l.contains("Leaving")));
    assertTrue(waiting.isAlive());
    waiting.signal("INT");
    assertEquals(128 + 2, waiting.exitCode(SOON));
  }

  @Test
  void whatHangsInLeavingIsEndedAsAFailure() {
    BanyanProcess waiting = waiting("--ending", "HANGING");
    waiting.ready();
    waiting.terminate();
    assertEquals(1, waiting.exitCode(SOON));
    assertTrue(waiting.logLines().get(waiting.logLines().size() - 1).contains("leave within"));
  }

  @Test
  void aFailureIsOneSentenceAndExitCodeOne() {
    BanyanProcess waiting = waiting("--ending", "FAILURE");
    assertEquals(1, waiting.exitCode(SOON));
    assertEquals(List.of("a library that prints", "The well is dry: dig another."), waiting.logLines());
    assertEquals(List.of(), waiting.stdoutLines());
  }

  @Test
  void aFailureWhileRunningEndsItWithExitCodeOne() {
    BanyanProcess waiting = waiting("--ending", "LATE_FAILURE");
    assertEquals(1, waiting.exitCode(SOON));
    assertTrue(waiting.logLines().contains("The well ran dry."));
  }

  @Test
  void verboseShowsTheStackTraceOfAFailure() {
    BanyanProcess waiting = waiting("--ending", "FAILURE", "--verbose");
    assertEquals(1, waiting.exitCode(SOON));
    assertTrue(waiting.logLines().contains("Caused by: java.io.IOException: no water"));
    assertTrue(waiting.logLines().stream().anyMatch(l -> l.contains("in detail")));
  }

  @Test
  void aRefusalOfTheSystemIsTheWorldsFaultAndABugIsOurs() {
    BanyanProcess io = waiting("--ending", "IO");
    BanyanProcess bug = waiting("--ending", "BUG");
    assertEquals(1, io.exitCode(SOON));
    assertEquals("The system refused something: disk full. --verbose tells where.", io.logLines().get(1));
    assertEquals(2, io.logLines().size());
    assertEquals(1, bug.exitCode(SOON));
    assertTrue(bug.logLines().get(1).startsWith("This is a bug in Banyan: "), bug.logLines()::toString);
    assertTrue(bug.logLines().stream().anyMatch(l -> l.contains("at banyan.launcher.WaitingMain.run")));
  }

  @Test
  void wrongValuesAreExplainedAndExitCodeTwo() {
    BanyanProcess waiting = waiting("--upload", "fast");
    assertEquals(2, waiting.exitCode(SOON));
    assertEquals(
        List.of(
            "Invalid value for option '--upload': 'fast' is no bit rate; write bits a second, such as 10M, 2.5M or "
                + "500k",
            "Try 'waiting --help'."),
        waiting.logLines());
    assertEquals(List.of(), waiting.stdoutLines());
  }

  @Test
  void whatIsNotAskedForIsNamed() {
    BanyanProcess option = waiting("--colour", "green");
    BanyanProcess word = waiting("green");
    assertEquals(2, option.exitCode(SOON));
    assertEquals("There is no option --colour.", option.logLines().get(0));
    assertEquals(2, word.exitCode(SOON));
    assertEquals("'green' is one word too many.", word.logLines().get(0));
  }

  @Test
  void quietAndVerboseContradictEachOther() {
    BanyanProcess waiting = waiting("--quiet", "--verbose");
    assertEquals(2, waiting.exitCode(SOON));
    assertTrue(waiting.logLines().get(0).contains("contradict"));
  }

  @Test
  void aFrozenProcessSaysNothingUntilItIsThawed() {
    BanyanProcess waiting = waiting();
    waiting.ready();
    waiting.freeze();
    waiting.terminate();
    assertTrue(waiting.isAlive());
    waiting.thaw();
    assertEquals(0, waiting.exitCode(SOON));
  }
}
