package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The first command that a stranger types. */
@Tag("demo")
class DemoAcceptanceTest {
  private static final Figures FIGURES = Figures.of("demo");
  private static final int SECONDS = FullRun.choose(5, 20);
  private static final double ENOUGH_SECONDS = 0.75 * SECONDS;
  /** The script builds first where its sources are new to it. */
  private static final Duration BUILT_WITHIN = Duration.ofMinutes(5);
  private static final Duration ENDED_WITHIN = LocalNetwork.SOON.plusSeconds(SECONDS);

  private static final Pattern RECEIVED =
      Pattern.compile("received +([0-9.]+) s of media, (\\d+) chunks, 0 lost, 0 repeated");
  private static final Pattern STARTUP = Pattern.compile("startup +(\\d+) ms to the first chunk.*");
  private static final Pattern LAG = Pattern.compile("lag +(\\d+) ms .*");

  @RegisterExtension
  final Processes processes = new Processes();

  private BanyanProcess demo(String... more) {
    List<String> all = new ArrayList<>(List.of("demo", "--http-port", "0"));
    all.addAll(List.of(more));
    return processes.startScript("demo", all.toArray(String[]::new));
  }

  @Test
  void aDemoInOneProcessShowsEnoughMediaAndLosesNothing() {
    assertShowsEnough("one-process", demo("--duration", SECONDS + "s"));
  }

  @Test
  void aDemoOfManyProcessesShowsEnoughMediaAndLosesNothing() {
    assertShowsEnough("processes", demo(
        "--duration", SECONDS + "s", "--processes", "--relays", FullRun.choose("2", "5")));
  }

  private static void assertShowsEnough(String name, BanyanProcess demo) {
    ReadyLine ready = demo.ready(BUILT_WITHIN);
    assertEquals(0, demo.exitCode(ENDED_WITHIN), demo.logLines()::toString);
    assertEquals(List.of(ready.toString()), demo.stdoutLines());
    Matcher received = line(demo, RECEIVED);
    double seconds = Double.parseDouble(received.group(1));
    assertTrue(seconds >= ENOUGH_SECONDS, () -> seconds + " s");
    FIGURES.add(name + ".received", seconds, "s", Integer.parseInt(received.group(2)));
    FIGURES.add(name + ".startup", Double.parseDouble(line(demo, STARTUP).group(1)), "ms", 1);
    FIGURES.add(name + ".lag", Double.parseDouble(line(demo, LAG).group(1)), "ms", 1);
    assertTrue(demo.logLines().stream().anyMatch(l ->
        l.equals("Open in VLC, mpv or ffplay: " + ready.http() + "/live/" + ready.channel() + ".ts")),
        demo.logLines()::toString);
  }

  private static Matcher line(BanyanProcess demo, Pattern pattern) {
    return demo.logLines().stream().map(pattern::matcher).filter(Matcher::matches).findFirst()
        .orElseThrow(() -> new AssertionError("no " + pattern + " in " + demo.logLines()));
  }

  @Test
  void aSignalEndsADemoWithAllItsProcesses() {
    BanyanProcess demo = demo("--processes", "--relays", "1");
    demo.ready(BUILT_WITHIN);
    List<ProcessHandle> all = demo.descendants();
    assertEquals(4, all.size(), "index, broadcaster, relay and viewer");
    demo.terminate();
    assertEquals(0, demo.exitCode(ENDED_WITHIN));
    assertEquals(List.of(), all.stream().filter(ProcessHandle::isAlive).toList());
  }

  /** A kill leaves nobody who could end them. */
  @Test
  void aDemoThatIsKilledLeavesNoProcessBehind() {
    BanyanProcess demo = demo("--processes", "--relays", "1");
    demo.ready(BUILT_WITHIN);
    List<ProcessHandle> all = demo.descendants();
    assertEquals(4, all.size(), "index, broadcaster, relay and viewer");
    demo.signal("KILL");
    Awaitility.await().atMost(ENDED_WITHIN).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void aDemoWhoseSourceSendsNothingFails() {
    BanyanProcess demo = demo("--source", "http://127.0.0.1:0/", "--relays", "1", "--duration", "2s");
    demo.ready(BUILT_WITHIN);
    assertEquals(1, demo.exitCode(ENDED_WITHIN));
    List<String> log = demo.logLines();
    assertTrue(log.get(log.size() - 1).contains("does the source send nothing?"), log::toString);
  }
}
