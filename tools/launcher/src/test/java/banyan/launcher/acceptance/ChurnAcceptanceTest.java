package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a viewer has of it when others go. The short form runs one small scenario with everything in it; the long one
 * holds each scenario that ships against its bars, which wants a machine that does nothing else.
 */
@Tag("churn")
@Isolated("what is measured takes a core or two")
class ChurnAcceptanceTest {
  private static final Duration SHORT_AT_MOST = Duration.ofMinutes(3);
  private static final Duration LONG_AT_MOST = Duration.ofMinutes(40);
  private static final String INDEX_DOWN = "--index-down";

  /** In one line: a scenario, its options, and what must be so of its figures. */
  record Claim(String scenario, List<String> options, List<String> bars) {
    static Claim of(String scenario, String... bars) {
      return new Claim(scenario, List.of(), List.of(bars));
    }

    Claim withoutIndex() {
      return new Claim(scenario, List.of(INDEX_DOWN), bars);
    }

    @Override
    public String toString() {
      return options.contains(INDEX_DOWN) ? scenario + INDEX_DOWN : scenario;
    }
  }

  private static final Claim SMALL = new Claim(
      "mixed",
      List.of(
          "--short", "--duration", "12s", "--set", "warmup=2s", "--set", "peers.relays.count=4", "--set",
          "peers.viewers.count=10", "--seed", "4", INDEX_DOWN),
      List.of("continuity >= 0.99", "chunks.repeated == 0", "viewers >= 10", "faults >= 4"));

  /** What is done to peers and links: all of it is to be so with the index down, too. */
  private static final List<Claim> TO_PEERS = List.of(
      Claim.of("leave", "recovery.leave.n >= 300", "recovery.leave.p99 <= 0.02", "gap.leave.zeroShare == 1",
          "chunks.lost == 0", "chunks.repeated == 0"),
      Claim.of("kill", "recovery.kill.n >= 3000", "recovery.kill.seen.p50 <= 0.01", "recovery.kill.p99 <= 0.1",
          "gap.kill.zeroShare >= 0.999", "chunks.lost == 0", "chunks.repeated == 0"),
      Claim.of("freeze", "recovery.freeze.n >= 300", "recovery.freeze.p50 <= 0.6", "recovery.freeze.p99 <= 1",
          "replaced.freeze.p99 <= 1.5", "gap.freeze.zeroShare >= 0.99", "chunks.lost == 0", "chunks.repeated == 0"),
      Claim.of("cut", "recovery.cut.n >= 300", "recovery.cut.p50 <= 0.6", "recovery.cut.p99 <= 1",
          "replaced.cut.p99 <= 1.5", "gap.cut.zeroShare >= 0.99", "chunks.lost == 0", "chunks.repeated == 0"),
      Claim.of("limp-quarter", "gap.limp.n >= 300", "firstPull.limp.p95 <= 1.2", "replaced.limp.p95 <= 2",
          "gap.limp.zeroShare >= 0.95", "chunks.lost == 0", "chunks.repeated == 0"),
      Claim.of("limp-80", "gap.limp.n >= 300", "replaced.limp.p95 <= 5", "gap.limp.zeroShare >= 0.99",
          "chunks.lost == 0", "chunks.repeated == 0"),
      Claim.of("subtree", "reparents.below.kill == 0", "gap.kill.zeroShare == 1", "chunks.lost == 0",
          "chunks.repeated == 0"),
      Claim.of("half-die", "survivors.fedWithin3s >= 0.99", "chunks.repeated == 0"));

  private static final List<Claim> OTHERS = List.of(
      Claim.of("kill-far", "recovery.kill.n >= 300", "recovery.kill.p99 <= 0.4", "chunks.lost == 0",
          "chunks.repeated == 0"),
      Claim.of("encoder-restart", "outage.resume.max <= 1", "outage.stayed == 1", "chunks.repeated == 0"),
      Claim.of("root-restart", "outage.resume.max <= 1", "outage.stayed == 1", "chunks.repeated == 0"),
      calm("calm"),
      calm("calm-jitter"),
      calm("calm-pause"),
      calm("calm-busy"),
      Claim.of("mixed", "continuity >= 0.9999", "chunks.repeated == 0", "upload.worst <= 1", "memory.growth <= 0.1",
          "descriptors.beyondLinks.growth <= 5"));

  @RegisterExtension
  final Processes processes = new Processes();

  private static Claim calm(String scenario) {
    return Claim.of(scenario, "viewer.minutes >= 300", "reparents.false == 0", "chunks.lost == 0",
        "chunks.repeated == 0");
  }

  static List<Claim> claims() {
    return FullRun.choose(
        List.of(SMALL),
        Stream.of(TO_PEERS.stream(), TO_PEERS.stream().map(Claim::withoutIndex), OTHERS.stream())
            .flatMap(claims -> claims).toList());
  }

  @ParameterizedTest
  @MethodSource("claims")
  void viewersPlayOnWhateverIsDoneToOthers(Claim claim) throws IOException {
    Duration atMost = FullRun.choose(SHORT_AT_MOST, LONG_AT_MOST);
    ChurnResult result = ChurnResult.of(processes, atMost, claim.toString(), claim.scenario(), claim.options());

    result.assertAll(claim.bars());
    assertTrue(result.json().path("command").asText().startsWith("banyan churn " + claim.scenario()));
    String page = Files.readString(processes.files().resolve(claim + ".html"));
    assertTrue(page.contains("</html>") && page.contains(claim.scenario()), "the page is whole");
  }

  @Test
  void aSeedMakesTheSameScheduleAgain() {
    assertEquals(schedule("first", "7"), schedule("again", "7"));
    assertNotEquals(schedule("once-more", "7"), schedule("another", "8"));
  }

  private List<String> schedule(String name, String seed) {
    BanyanProcess churn = processes.start(name, "churn", "mixed", "--schedule", "--seed", seed);
    assertEquals(0, churn.exitCode(SHORT_AT_MOST));
    List<String> lines = churn.stdoutLines();
    assertTrue(lines.size() > 100, "twenty minutes, a fault each six seconds: " + lines.size());
    // The first line names the seed.
    return lines.subList(1, lines.size());
  }

  @Test
  void wrongUseIsToldInASentence() {
    assertRefused("Which scenario?", "churn");
    assertRefused("There is no 'colour' in a scenario", "churn", "kill", "--set", "colour=blue");
    assertRefused("There is no figure 'recovery.kil.p99'", "churn", "kill", "--fail-on", "recovery.kil.p99>0.1");
  }

  private void assertRefused(String sentence, String... args) {
    BanyanProcess churn = processes.start("refused", args);
    assertEquals(2, churn.exitCode(SHORT_AT_MOST));
    assertTrue(churn.logLines().stream().anyMatch(line -> line.contains(sentence)), () -> "" + churn.logLines());
  }
}
