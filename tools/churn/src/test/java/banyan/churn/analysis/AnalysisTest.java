package banyan.churn.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.churn.scenario.FaultRecord.Kind;
import banyan.churn.scenario.PeerRecord.End;
import banyan.churn.scenario.PeerRecord.Role;
import banyan.churn.scenario.FaultRecord;
import banyan.churn.scenario.PeerRecord;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each figure against a run whose answer is known. */
class AnalysisTest {
  private static final double MILLI = 0.001;

  @TempDir
  private Path folder = Path.of("");

  /** Root 0 feeds relay 1, that viewer 2, that viewer 3; relay 1 dies at 10.095 s, and viewer 2 goes to the root. */
  private HandMadeRun killAboveTwo(long endMillis) {
    return new HandMadeRun(folder, endMillis)
        .stream(0, 0, 200, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.VIEWER, 100).attached(2, 150, 1, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 100, 2)
        .peer(3, Role.VIEWER, 200).attached(3, 250, 2, "JOIN").burst(3, 0, 4, 454).stream(3, 5, 100, 4)
        .fault(Kind.KILL, 10_095, 0, 1).ends(1, 10_095, End.KILLED)
        .orphaned(2, 10_115, 1, "LOST").attached(2, 10_140, 0, "LOST");
  }

  @Test
  void aKillIsRecoveredFromWhenSomebodyElseBringsWhatIsMissing() throws Exception {
    HandMadeRun.Figures summary = killAboveTwo(20_000)
        .sourceChanged(2, 10_150, 0).chunk(2, 10_150, 1, 101).stream(2, 102, 200, 2)
        .chunk(3, 10_153, 1, 101).stream(3, 102, 200, 4)
        .summary();
    assertEquals(2, summary.get("recovery.kill.n"));
    assertEquals(1, summary.get("recovery.kill.direct.n"));
    assertEquals(55 * MILLI, summary.get("recovery.kill.direct.p50"), 1e-9);
    assertEquals(58 * MILLI, summary.get("recovery.kill.max"), 1e-9, "the missing chunk, one hop further");
    assertEquals(35 * MILLI, summary.get("recovery.kill.seen.p50"), 1e-9);
    assertEquals(45 * MILLI, summary.get("replaced.kill.max"), 1e-9);
    assertEquals(2, summary.get("replaced.kill.n"), "viewer 3 by what became of viewer 2");
    assertEquals(0, summary.get("firstPull.kill.n"));
    assertFalse(summary.has("firstPull.kill.p50"), "nothing was measured");
    assertEquals(1, summary.get("gap.kill.zeroShare"));
    assertEquals(1, summary.get("continuity"));
    assertEquals(1, summary.get("reparents"));
    assertEquals(0, summary.get("reparents.false"));
    assertEquals(1, summary.get("reparents.perFault.kill"));
    assertEquals(0, summary.get("reparents.below.kill"));
    assertEquals(80, summary.get("killed.megabytes.max"));
  }

  @Test
  void whereNothingWasDueBelowTheRecoveryIsThatOfThePeerAbove() throws Exception {
    HandMadeRun.Figures summary = killAboveTwo(20_000)
        // The next chunk is due at viewer 3 at 10.104 s; the path is whole again at 10.101 s.
        .sourceChanged(2, 10_101, 0).chunk(2, 10_105, 1, 101).stream(2, 102, 200, 2)
        .chunk(3, 10_107, 1, 101).stream(3, 102, 200, 4)
        .summary();
    assertEquals(2, summary.get("recovery.kill.n"));
    assertEquals(6 * MILLI, summary.get("recovery.kill.max"), 1e-9);
  }

  @Test
  void aChunkInFlightFromTheVictimIsNoRecovery() throws Exception {
    HandMadeRun.Figures summary = new HandMadeRun(folder, 20_000)
        .stream(0, 0, 200, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.VIEWER, 100).attached(2, 150, 1, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 99, 2)
        .fault(Kind.KILL, 10_001, 0, 1).ends(1, 10_001, End.KILLED)
        .chunk(2, 10_003, 1, 100).sourceChanged(2, 10_003, 1)
        .orphaned(2, 10_010, 1, "LOST").attached(2, 10_030, 0, "LOST")
        .sourceChanged(2, 10_040, 0).stream(2, 101, 200, 2)
        .summary();
    assertEquals(39 * MILLI, summary.get("recovery.kill.p99"), 1e-9);
  }

  @Test
  void aFrozenParentIsBypassedThenReplaced() throws Exception {
    HandMadeRun.Figures summary = new HandMadeRun(folder, 30_000)
        .stream(0, 0, 300, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.VIEWER, 100).attached(2, 150, 1, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 99, 2)
        .fault(Kind.FREEZE, 9_950, 17_950, 1)
        .event(2, 10_300, "Suspected parent=ID1 silentMicros=348000")
        .event(2, 10_301, "Pulled from=ID0 epoch=1 first=100 count=4")
        .sourceChanged(2, 10_310, 0).burst(2, 100, 103, 10_310).stream(2, 104, 300, 30)
        .orphaned(2, 10_950, 1, "SILENT").attached(2, 10_960, 0, "SILENT")
        .summary();
    assertEquals(1, summary.get("recovery.freeze.n"));
    assertEquals(360 * MILLI, summary.get("recovery.freeze.p50"), 1e-9);
    assertEquals(351 * MILLI, summary.get("firstPull.freeze.p50"), 1e-9);
    assertEquals(1_010 * MILLI, summary.get("replaced.freeze.p99"), 1e-9);
    assertEquals(0, summary.get("replaced.freeze.never"));
    assertEquals(0, summary.get("recovery.freeze.seen.n"), "it was fed before it gave its parent up");
    assertEquals(1, summary.get("gap.freeze.zeroShare"));
    assertEquals(0, summary.get("reparents.false"));
  }

  @Test
  void aPeerThatLeavesFeedsItsChildrenUntilTheyHaveGoneElsewhere() throws Exception {
    Result result = new HandMadeRun(folder, 20_000)
        .stream(0, 0, 200, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.VIEWER, 100).attached(2, 150, 1, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 200, 2)
        .fault(Kind.LEAVE, 10_000, 0, 1).ends(1, 10_000, End.LEFT).event(1, 11_600, "Stopped")
        .attached(2, 11_500, 0, "LEAVING").sourceChanged(2, 11_510, 0)
        .result();
    HandMadeRun.Figures summary = new HandMadeRun.Figures(result.summary());
    assertEquals(0.01, summary.get("recovery.leave.p50"), 1e-9, "fed all the time by the one that left");
    assertEquals(1.5, summary.get("replaced.leave.p50"), 1e-9);
    assertEquals(0, summary.get("recovery.leave.seen.n"), "it never was an orphan");
    assertEquals(0, summary.get("reparents.false"));
    assertTrue(result.series().tree().stream().filter(moment -> moment.at() > 1)
        .allMatch(moment -> moment.unattached() == 0), () -> result.series().tree().toString());
  }

  @Test
  void aPeerThatIsGoneBeforeItsChildHasAnotherParentCostsFromTheSignalOn() throws Exception {
    HandMadeRun.Figures summary = new HandMadeRun.Figures(new HandMadeRun(folder, 20_000)
        .stream(0, 0, 200, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.VIEWER, 100).attached(2, 150, 1, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 99, 2)
        .burst(2, 100, 112, 11_510).stream(2, 113, 200, 2)
        .fault(Kind.LEAVE, 10_000, 0, 1).ends(1, 10_000, End.LEFT).event(1, 10_030, "Stopped")
        .orphaned(2, 10_030, 1, "LEAVING").attached(2, 11_500, 0, "LEAVING").sourceChanged(2, 11_510, 0)
        .result().summary());
    assertEquals(1.51, summary.get("recovery.leave.p50"), 1e-9);
  }

  @Test
  void whoComesWhileItHappensIsNoUnit() throws Exception {
    HandMadeRun.Figures summary = killAboveTwo(20_000)
        .sourceChanged(2, 10_150, 0).chunk(2, 10_150, 1, 101).stream(2, 102, 200, 2)
        .chunk(3, 10_153, 1, 101).stream(3, 102, 200, 4)
        .peer(4, Role.VIEWER, 10_000).attached(4, 10_050, 1, "JOIN")
        .orphaned(4, 10_110, 1, "LOST").attached(4, 10_160, 0, "LOST").burst(4, 96, 101, 10_200)
        .stream(4, 102, 200, 3)
        .summary();
    assertEquals(2, summary.get("recovery.kill.n"));
    assertEquals(3, summary.get("startup.n"));
    assertEquals(200 * MILLI, summary.get("startup.p50"), 0.2);
    assertEquals(0, summary.get("reparents.false"), "its reparent is the kill's doing all the same");
  }

  @Test
  void aGapIsAsLongAsNothingIsThereAndIsPutDownToTheFault() throws Exception {
    Result result = new HandMadeRun(folder, 20_000)
        .stream(0, 0, 200, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.VIEWER, 100).attached(2, 150, 1, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 99, 2)
        .fault(Kind.KILL, 9_950, 0, 1).ends(1, 9_950, End.KILLED)
        .orphaned(2, 9_960, 1, "LOST")
        // Playing since 0.45 s, so chunk n is due at n * 100 + 450; empty at 10.45 s, and fed again at 11 s.
        .attached(2, 11_000, 0, "LOST").sourceChanged(2, 11_000, 0).burst(2, 101, 109, 11_000).stream(2, 110, 200, 2)
        .result();
    HandMadeRun.Figures summary = new HandMadeRun.Figures(result.summary());
    assertEquals(0, summary.get("gap.kill.zeroShare"));
    assertEquals(550 * MILLI, summary.get("gap.kill.max"), 1e-9);
    assertEquals(550 * MILLI, summary.get("gap.total"), 1e-9);
    assertEquals(0, summary.get("gap.unexplained.n"));
    assertEquals(1, summary.get("chunks.lost"), "chunk 100");
    assertEquals(5, summary.get("chunks.late"), "101 to 105 were due before 11 s");
    assertEquals(1 - 6 / summary.get("chunks.due"), summary.get("continuity"), 1e-6);
    Result.Gap gap = result.viewers().get(0).gaps().get(0);
    assertEquals("kill", gap.cause());
    assertEquals(1, gap.fault());
    assertEquals(10.45, gap.at(), 1e-9);
    assertTrue(gap.story().contains("-0.500 s  relay 1 was killed"), () -> gap.story().toString());
    assertTrue(gap.story().contains("-0.490 s  viewer 2 lost relay 1 (connection lost)"),
        () -> gap.story().toString());
  }

  @Test
  void whoIsNeverFedAgainCountsWithAllTheTimeItWaited() throws Exception {
    HandMadeRun.Figures summary = killAboveTwo(21_000).ends(3, 12_000, End.LEFT).summary();
    assertEquals(1, summary.get("recovery.kill.never"));
    assertEquals(1, summary.get("recovery.kill.cutShort"), "viewer 3 left 2 s later");
    assertEquals(1, summary.get("recovery.kill.n"));
    assertEquals(10.905, summary.get("recovery.kill.max"), 1e-9);
  }

  @Test
  void aReparentThatNothingExplainsIsFalse() throws Exception {
    HandMadeRun run = new HandMadeRun(folder, 40_000)
        .stream(0, 0, 400, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.RELAY, 0).attached(2, 60, 0, "JOIN")
        .peer(3, Role.VIEWER, 100).attached(3, 150, 1, "JOIN").burst(3, 0, 4, 450).stream(3, 5, 400, 2)
        .fault(Kind.KILL, 10_000, 0, 2).ends(2, 10_000, End.KILLED)
        .orphaned(3, 11_000, 1, "SILENT").attached(3, 11_010, 0, "SILENT")
        .attached(3, 12_000, 1, "CLIMB");
    Result result = run.result();
    HandMadeRun.Figures summary = new HandMadeRun.Figures(result.summary());
    assertEquals(1, summary.get("reparents"));
    assertEquals(1, summary.get("reparents.false"), "relay 2 was not above it");
    assertEquals(1, summary.get("reparents.climbs"));
    assertEquals(0, summary.get("recovery.kill.n"));
    assertEquals(List.of(new Result.FalseReparent(
        11.01, 0.01, "viewer 3", "relay 1", "root 0", "silent", List.of(
            "-0.010 s  viewer 3 lost relay 1 (silent)",
            "+0.000 s  viewer 3 is fed by root 0, found in 20 ms (silent)"))), result.falseReparents());
  }

  @Test
  void whatIsLateInTheWarmUpIsToldApartAndWhatIsLostCounts() throws Exception {
    HandMadeRun run = new HandMadeRun(folder, 40_000)
        .stream(0, 0, 400, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.VIEWER, 100).attached(2, 150, 1, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 99, 2)
        .orphaned(2, 10_000, 1, "SILENT").attached(2, 10_010, 0, "SILENT")
        // Empty at 10.45 s, and fed again at 11 s.
        .burst(2, 101, 109, 11_000).stream(2, 110, 299, 2)
        .orphaned(2, 30_000, 0, "SILENT").attached(2, 30_010, 1, "SILENT")
        .burst(2, 300, 309, 31_000).stream(2, 310, 400, 2);
    HandMadeRun.Figures whole = run.summary();
    assertEquals(2, whole.get("gap.unexplained.n"));
    assertEquals(2, whole.get("reparents.false"));

    HandMadeRun.Figures summary = run.warmedUp(20_000).summary();
    assertEquals(1, summary.get("gap.warmup.n"));
    assertEquals(550 * MILLI, summary.get("gap.warmup.max"), 1e-9);
    assertEquals(1, summary.get("gap.unexplained.n"));
    assertEquals(1, summary.get("gap.n"));
    assertEquals(1, summary.get("reparents.warmup"));
    assertEquals(1, summary.get("reparents.false"));
    assertEquals(2, summary.get("reparents"));
    assertEquals(1, summary.get("chunks.lost"), "chunk 100");
    assertEquals(5, whole.get("chunks.late") - summary.get("chunks.late"), "101 to 105 were due before 11 s");
    assertTrue(summary.get("chunks.late") > 0);
  }

  @Test
  void aSourceThatPausesMakesNothingLate() throws Exception {
    HandMadeRun run = new HandMadeRun(folder, 30_000).stream(0, 0, 100, 0)
        .peer(2, Role.VIEWER, 100).attached(2, 150, 0, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 100, 2);
    // Chunk 101 comes 3 s late, and all others after it.
    for (int sequence = 101; sequence <= 250; sequence++) {
      run.chunk(0, sequence * 100L + 3_000, 1, sequence).chunk(2, sequence * 100L + 3_002, 1, sequence);
    }
    Result result = run.result();
    HandMadeRun.Figures summary = new HandMadeRun.Figures(result.summary());
    assertEquals(1, summary.get("continuity"));
    assertEquals(1, summary.get("gap.source.n"));
    Result.Gap gap = result.viewers().get(0).gaps().get(0);
    assertEquals("-0.550 s  the source made nothing for 3.1 s", gap.story().get(0));
    assertEquals(3.102 - 0.45 - 0.1, summary.get("gap.source.total"), 0.02);
    assertEquals(0, summary.get("reparents.false"));
  }

  @Test
  void aGapWithoutAReserveIsTheOutagesHoweverLate() throws Exception {
    HandMadeRun run = new HandMadeRun(folder, 40_000).stream(0, 0, 100, 0)
        .peer(2, Role.VIEWER, 100).attached(2, 150, 0, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 100, 2)
        .fault(Kind.ENCODER_RESTART, 10_050, 13_000, -1);
    // Chunk 101 comes 3 s late, and all others after it: nothing is in hand any more, and 20 ms are a gap.
    for (int sequence = 101; sequence <= 372; sequence++) {
      int delay = sequence < 300 ? 2 : 22;
      run.chunk(0, sequence * 100L + 3_000, 1, sequence).chunk(2, sequence * 100L + 3_000 + delay, 1, sequence);
    }
    HandMadeRun.Figures summary = run.summary();
    assertEquals(0, summary.get("gap.unexplained.n"));
    assertEquals(2, summary.get("gap.n"));
    assertEquals(summary.get("gap.total"), summary.get("gap.encoder-restart.total"));
    assertEquals(1, summary.get("outage.stayed"), "the root was there all the time");
  }

  @Test
  void peersInACircleAreFoundWithItsLength() throws Exception {
    Result result = new HandMadeRun(folder, 20_000)
        .stream(0, 0, 200, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.VIEWER, 0).attached(2, 100, 1, "JOIN")
        .orphaned(1, 5_000, 0, "STALE").attached(1, 5_000, 2, "STALE")
        .orphaned(1, 5_800, 2, "LOOP").attached(1, 5_900, 0, "LOOP")
        .result();
    assertEquals(1, new HandMadeRun.Figures(result.summary()).get("loops"));
    assertEquals(0.8, new HandMadeRun.Figures(result.summary()).get("loops.longest"), 1e-9);
    assertEquals(List.of("relay 1", "viewer 2"), result.loops().get(0).peers());
  }

  @Test
  void afterARestartOfTheRootViewersResumeInANewEpoch() throws Exception {
    HandMadeRun run = new HandMadeRun(folder, 30_000)
        .ends(0, 10_000, End.KILLED).stream(0, 0, 99, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.VIEWER, 100).attached(2, 150, 1, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 99, 2)
        .orphaned(1, 10_010, 0, "LOST")
        .peer(9, HandMadeRun.id(0), Role.ROOT, 14_500, 0, End.NONE)
        .fault(Kind.ROOT_RESTART, 10_000, 15_000, 0)
        .attached(1, 15_200, 0, "LOST");
    for (int sequence = 0; sequence < 140; sequence++) {
      run.chunk(9, 15_100 + sequence * 100L, 2, sequence).chunk(2, 15_300 + sequence * 100L, 2, sequence);
    }
    HandMadeRun.Figures summary = run.summary();
    assertEquals(1, summary.get("outage.resume.n"));
    assertEquals(0.3, summary.get("outage.resume.max"), 1e-9);
    assertEquals(1, summary.get("outage.stayed"), "viewer 2 kept its parent");
    assertEquals(0, summary.get("chunks.repeated"));
    assertEquals(0, summary.get("chunks.lost"), "what was not made is not lost");
    assertEquals(1, summary.get("continuity"));
    assertEquals(0, summary.get("reparents.false"));
    assertEquals(4.85, summary.get("gap.root-restart.max"), 1e-9);
    assertEquals(1, summary.get("gap.root-restart.n"));
  }

  @Test
  void survivorsOfAMassDeathAreFedWhenSomethingNewComes() throws Exception {
    HandMadeRun.Figures summary = new HandMadeRun(folder, 30_000)
        .stream(0, 0, 300, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.VIEWER, 0).attached(2, 150, 1, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 99, 2)
        .peer(3, Role.VIEWER, 0).attached(3, 150, 0, "JOIN").burst(3, 0, 4, 450).stream(3, 5, 300, 2)
        .peer(4, Role.VIEWER, 0).attached(4, 150, 0, "JOIN").burst(4, 0, 4, 450).stream(4, 5, 104, 2)
        .fault(Kind.KILL, 10_000, 0, 1, -1, "half-die").ends(1, 10_000, End.KILLED)
        .fault(Kind.KILL, 10_500, 0, 4, -1, "half-die").ends(4, 10_500, End.KILLED)
        .orphaned(2, 10_020, 1, "LOST").attached(2, 14_000, 0, "LOST").sourceChanged(2, 14_000, 0)
        .burst(2, 100, 140, 14_000).stream(2, 141, 300, 2)
        .summary();
    assertEquals(0.5, summary.get("survivors.fedWithin3s"), "viewer 3 was, viewer 2 was not");
    assertEquals(2, summary.get("survivors.n"));
    assertEquals(3.5, summary.get("survivors.fed.max"), 1e-9);
    assertEquals(4.0, summary.get("recovery.kill.max"), 1e-9);
  }

  @Test
  void whatAViewerMissedWhileItWasFrozenItselfCountsForNothing() throws Exception {
    HandMadeRun.Figures summary = new HandMadeRun(folder, 30_000)
        .stream(0, 0, 300, 0)
        .peer(2, Role.VIEWER, 0).attached(2, 150, 0, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 100, 2)
        .fault(Kind.FREEZE, 10_050, 14_050, 2)
        .orphaned(2, 14_060, 0, "SILENT").attached(2, 14_100, 0, "SILENT")
        .burst(2, 101, 141, 14_200).stream(2, 142, 300, 2)
        .summary();
    assertEquals(1, summary.get("continuity"));
    assertEquals(0, summary.get("gap.n"));
    assertEquals(1, summary.get("gap.own.n"));
    assertEquals(0, summary.get("recovery.freeze.n"));
    assertEquals(0, summary.get("reparents.false"));
  }

  @Test
  void aCutLinkReachesThoseBelowItsLowerEndAlone() throws Exception {
    HandMadeRun.Figures summary = new HandMadeRun(folder, 20_000)
        .stream(0, 0, 200, 0)
        .peer(1, Role.RELAY, 0).attached(1, 50, 0, "JOIN")
        .peer(2, Role.VIEWER, 100).attached(2, 150, 1, "JOIN").burst(2, 0, 4, 450).stream(2, 5, 99, 2)
        .peer(3, Role.VIEWER, 100).attached(3, 150, 1, "JOIN").burst(3, 0, 4, 450).stream(3, 5, 200, 2)
        .fault(Kind.CUT, 9_990, 0, 1, 2, "")
        .event(2, 10_300, "Pulled from=ID0 epoch=1 first=100 count=3")
        .sourceChanged(2, 10_310, 0).burst(2, 100, 103, 10_310).stream(2, 104, 200, 30)
        .orphaned(2, 10_950, 1, "SILENT").attached(2, 10_960, 3, "SILENT")
        .summary();
    assertEquals(1, summary.get("recovery.cut.n"));
    assertEquals(320 * MILLI, summary.get("recovery.cut.p50"), 1e-9);
    assertEquals(970 * MILLI, summary.get("replaced.cut.p50"), 1e-9);
    assertEquals(0, summary.get("reparents.false"));
  }

  @Test
  void growthIsThatOfTheWorstProcessInTheSecondHalf() throws Exception {
    HandMadeRun run = new HandMadeRun(folder, 100_000).stream(0, 0, 10, 0);
    for (int i = 0; i <= 20; i++) {
      run.sample(i * 5_000L, "flat", 100_000_000 + (i < 10 ? i * 5_000_000L : 50_000_000L), 40);
      run.sample(i * 5_000L, "leaky", 100_000_000L + i * 1_000_000L, 40 + i);
    }
    HandMadeRun.Figures summary = run.summary();
    assertEquals(10.0 / 115, summary.get("memory.growth"), 1e-3);
    assertEquals(10, summary.get("descriptors.growth"), 1e-6);
    assertEquals(0, summary.get("threads.growth"));
  }

  @Test
  void descriptorsOfLinksAreToldApart() throws Exception {
    HandMadeRun run = new HandMadeRun(folder, 100_000).stream(0, 0, 10, 0).peer(2, Role.VIEWER, 0);
    for (int i = 0; i <= 20; i++) {
      run.sample(i * 5_000L, "process 2", 100_000_000, 40 + 3 * i + i / 11);
      run.line(2, i * 5_000L, "status " + HandMadeRun.nanos(i * 5_000L) + " lag=1 depth=1 children=0 links=" + 3 * i);
    }
    HandMadeRun.Figures summary = run.summary();
    assertEquals(30, summary.get("descriptors.growth"), 2);
    assertEquals(0.5, summary.get("descriptors.beyondLinks.growth"), 0.5);
  }

  @Test
  void whatIsSentIsComparedWithWhatMayBe() throws Exception {
    // 5 Mbit/s are 625,000 bytes a second; 1.02 of them and a chunk may go.
    HandMadeRun.Figures summary = new HandMadeRun(folder, 10_000)
        .peer(2, Role.VIEWER, 0)
        .line(2, 1_000, "status " + HandMadeRun.nanos(1_000) + " lag=5000 depth=1 children=2 sent=1000000")
        .line(2, 2_000, "status " + HandMadeRun.nanos(2_000) + " lag=7000 depth=1 children=2 sent=2407000")
        .summary();
    assertEquals(2, summary.get("upload.worst"), 1e-6);
  }
}
