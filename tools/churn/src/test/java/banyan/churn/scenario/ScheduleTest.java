package banyan.churn.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.churn.network.Population;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final String HEAD = """
      duration: 1000s
      source: {rate: 500k}
      peers:
        relays: {count: 10}
      """;

  private static Schedule schedule(String faults, long seed) {
    return Schedule.of(ScenarioFile.of(HEAD + faults).read(), seed);
  }

  @Test
  void theSameSeedMakesTheSameScheduleAndAnotherSeedAnother() {
    String faults = "faults: [{kind: {kill: 0.5, freeze: 0.5}, every: 5s, jitter: 1s}]";

    assertEquals(schedule(faults, 7).text(), schedule(faults, 7).text());
    assertNotEquals(schedule(faults, 7).text().replace("seed 7", ""),
        schedule(faults, 8).text().replace("seed 8", ""));
  }

  @Test
  void oneFaultMoreDoesNotMoveTheOthers() {
    String one = "faults: [{kind: kill, every: 5s, jitter: 1s}";

    List<Schedule.Planned> alone = schedule(one + "]", 3).faults();
    List<Schedule.Planned> beside = schedule(one + ", {kind: index-down, at: 30s}]", 3).faults();

    assertEquals(alone, beside.stream().filter(p -> p.kind() == FaultRecord.Kind.KILL).toList());
  }

  @Test
  void faultsComeAtTheirTimesWithinTheirJitter() {
    List<Schedule.Planned> faults = schedule("faults: [{kind: kill, at: 3s, every: 10s, jitter: 2s}]", 1).faults();

    assertEquals(100, faults.size());
    for (int i = 0; i < faults.size(); i++) {
      double late = faults.get(i).atNanos() / 1e9 - 3 - 10 * i;
      assertTrue(Math.abs(late) <= 2, "fault " + i + " is " + late + " s off");
      assertTrue(faults.get(i).pick() >= 0 && faults.get(i).pick() < 1);
    }
  }

  @Test
  void kindsOfAMixComeInTheirShares() {
    List<Schedule.Planned> faults =
        schedule("faults: [{kind: {kill: 0.4, leave: 0.3, freeze: 0.15, limp: 0.15}, every: 500ms}]", 5).faults();

    assertEquals(1_999, faults.size());
    assertEquals(0.4, share(faults, FaultRecord.Kind.KILL), 0.04);
    assertEquals(0.3, share(faults, FaultRecord.Kind.LEAVE), 0.04);
    assertEquals(0.15, share(faults, FaultRecord.Kind.FREEZE), 0.03);
    assertEquals(0.15, share(faults, FaultRecord.Kind.LIMP), 0.03);
  }

  private static double share(List<Schedule.Planned> faults, FaultRecord.Kind kind) {
    return (double) faults.stream().filter(p -> p.kind() == kind).count() / faults.size();
  }

  @Test
  void halfDieWithinTheirTime() {
    List<Schedule.Planned> faults = schedule("faults: [{kind: half-die, at: 10s, within: 1s}]", 1).faults();

    assertEquals(5, faults.size());
    assertTrue(faults.stream().allMatch(p -> p.kind() == FaultRecord.Kind.KILL
        && p.fault().group().equals("half-die") && p.atNanos() >= 10e9 && p.atNanos() <= 11e9));
  }

  @Test
  void peersComeByTheLawOfTheirArrival() {
    Scenario poisson = ScenarioFile.of(HEAD).set("peers.relays.count", "1000")
        .set("peers.relays.arrival", "{poisson: 2}").read();
    Schedule coming = Schedule.of(poisson, 1);

    assertEquals(1_000, coming.arrivals().size());
    assertEquals(0, Schedule.atFirst(poisson.peers().get(0)));
    double last = coming.arrivals().get(999).atNanos() / 1e9;
    // The sum of 1000 waits of half a second is 500 s, give or take 16 s.
    assertEquals(500, last, 80);

    Scenario flash = ScenarioFile.of(HEAD).set("peers.relays.arrival", "{flash: 8, at: 20s, within: 2s}").read();
    assertEquals(2, Schedule.atFirst(flash.peers().get(0)));
    assertTrue(Schedule.of(flash, 1).arrivals().stream()
        .allMatch(c -> c.atNanos() >= 20e9 && c.atNanos() <= 22e9));
  }

  @Test
  void lifetimesHaveTheMeanAndTheSpreadOfTheirLaw() {
    Duration mean = Duration.ofSeconds(100);
    assertLifetimes(new Scenario.Lifetimes(Scenario.Lifetimes.Law.EXPONENTIAL, mean, 1, 0), 69.3);
    // exp(-sigma²/2) of the mean.
    assertLifetimes(new Scenario.Lifetimes(Scenario.Lifetimes.Law.LOGNORMAL, mean, 1, 0), 60.7);
    // smallest = 60 s; the median is that times 2^(1/alpha).
    assertLifetimes(new Scenario.Lifetimes(Scenario.Lifetimes.Law.PARETO, mean, 2.5, 0), 79.2);
  }

  private static void assertLifetimes(Scenario.Lifetimes law, double medianSeconds) {
    double[] drawn = new double[20_000];
    double sum = 0;
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = Draws.of(1, Draws.Part.LIFETIMES, i).lifetimeNanos(law) / 1e9;
      sum += drawn[i];
    }
    java.util.Arrays.sort(drawn);
    assertEquals(100, sum / drawn.length, 6, law.law() + " mean");
    assertEquals(medianSeconds, drawn[drawn.length / 2], 3, law.law() + " median");
  }

  @Test
  void placesHaveTheirClassesInTheirShares() {
    Scenario.Group group = ScenarioFile.of(HEAD)
        .set("peers.relays.classes", "[{share: 0.3, maxChildren: 1}, {share: 0.7, maxChildren: 9}]")
        .read().peers().get(0);

    for (int i = 0; i < 10; i++) {
      assertEquals(i < 3 ? 1 : 9, Population.Place.of(group, i).upload().maxChildren());
    }
  }
}
