package banyan.churn.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioFileTest {
  private static final String SMALL = """
      name: mine
      about: A sentence.
      duration: 1m
      source: {rate: 1M, maxChildren: 3}
      links: {delay: 50ms, rate: 10M}
      peers:
        relays:
          count: 4
          processes: own
          classes:
            - {share: 0.25, upload: 5M}
            - {share: 0.75, upload: 20M, maxChildren: 8}
          lifetimes: {law: pareto, mean: 5m, alpha: 2, killed: 0.5}
          replace: true
        viewers: {count: 20, perProcess: 10, arrival: {flash: 15, at: 5s, within: 3s}}
      faults:
        - {kind: {kill: 0.5, leave: 0.5}, every: 2s, jitter: 500ms, target: relays}
        - {kind: limp, share: 0.8, at: 30s, for: 12s, links: all}
      short:
        duration: 10s
        peers: {viewers: {count: 16}}
      """;

  static List<String> shipped() {
    return ScenarioFile.SHIPPED;
  }

  private static Scenario read(String yaml) {
    return ScenarioFile.of(yaml).read();
  }

  @Test
  void allThatIsWrittenIsRead() {
    Scenario read = read(SMALL);

    assertEquals("mine", read.name());
    assertEquals(Duration.ofMinutes(1), read.duration());
    assertEquals(new Scenario.Links(Duration.ofMillis(50), Duration.ZERO, 10_000_000, false), read.links());
    Scenario.Group relays = read.peers().get(0);
    assertTrue(relays.ownProcess() && relays.replace());
    assertEquals(List.of(
        new Scenario.UploadClass("5M", 0.25, 5_000_000, 4_000),
        new Scenario.UploadClass("20M", 0.75, 20_000_000, 8)), relays.classes());
    assertEquals(
        new Scenario.Lifetimes(Scenario.Lifetimes.Law.PARETO, Duration.ofMinutes(5), 2, 0.5),
        relays.lifetimes().orElseThrow());
    assertEquals(
        new Scenario.Arrival(
            Scenario.Arrival.Manner.FLASH, 0, 15, Duration.ofSeconds(5), Duration.ofSeconds(3)),
        read.peers().get(1).arrival());
    Scenario.Fault often = read.faults().get(0);
    assertEquals(List.of(
        new Scenario.Chance(FaultRecord.Kind.KILL, 0.5), new Scenario.Chance(FaultRecord.Kind.LEAVE, 0.5)),
        often.kinds());
    assertEquals(Duration.ofSeconds(2), often.at());
    Scenario.Fault limp = read.faults().get(1);
    assertTrue(limp.everyLink() && limp.every().isEmpty());
    assertEquals(0.8, limp.share());
    assertTrue(read.shapesLinks());
  }

  @Test
  void theShortFormTakesThePlaceOfWhatItNames() {
    Scenario read = ScenarioFile.of(SMALL).inShort().read();

    assertEquals(Duration.ofSeconds(10), read.duration());
    assertEquals(20, read.peerCount());
    assertEquals("banyan churn own.yaml --short", read.command());
  }

  @Test
  void whatIsSetOnTheCommandLineWins() {
    Scenario read = ScenarioFile.of(SMALL).inShort()
        .set("peers.relays.count", "6").set("faults.1.share", "0.5").set("load", "2")
        .option("--duration", "duration", "90s").read();

    assertEquals(6, read.peers().get(0).count());
    assertEquals(0.5, read.faults().get(1).share());
    assertEquals(2, read.load());
    assertEquals(Duration.ofSeconds(90), read.duration());
    assertEquals(
        "banyan churn own.yaml --short --set peers.relays.count=6 --set faults.1.share=0.5 --set load=2 "
            + "--duration 90s", read.command());
  }

  @Test
  void peersAreSharedAmongTheGroupsInProportion() {
    Scenario read = ScenarioFile.of(SMALL).set("peers.viewers.arrival", "at-once").peers(12).read();

    assertEquals(2, read.peers().get(0).count());
    assertEquals(10, read.peers().get(1).count());
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void theIndexIsKilledBesideWhateverElseIsDone(String name) throws Failure {
    Scenario without = ScenarioFile.open(name).read();
    Scenario with = ScenarioFile.open(name).indexDown().read();

    int others = without.faults().size();
    assertEquals(others + 1, with.faults().size());
    assertEquals(without.faults(), with.faults().subList(0, others));
    assertEquals(List.of(new Scenario.Chance(FaultRecord.Kind.INDEX_DOWN, 1)), with.faults().get(others).kinds());
    assertEquals(Duration.ZERO, with.faults().get(others).at());
    assertEquals("banyan churn " + name + " --index-down", with.command());
  }

  @Test
  void faultsThatAreNoListAreRefusedWhereTheIndexIsKilledToo() {
    ScenarioFile file = ScenarioFile.of(SMALL).set("faults", "7").indexDown();

    assertThrows(IllegalArgumentException.class, file::read);
  }

  @Test
  void whatIsShownReadsBackAsTheSame() {
    Scenario first = read(SMALL);
    Scenario again = read(first.yaml());

    assertEquals(first.peers(), again.peers());
    assertEquals(first.faults(), again.faults());
    assertEquals(first.yaml(), again.yaml());
    assertFalse(first.yaml().contains("short"));
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void allThatShipAreGoodInBothForms(String name) throws Failure {
    Scenario whole = ScenarioFile.open(name).read();
    Scenario brief = ScenarioFile.open(name).inShort().read();

    assertEquals(name, whole.name());
    assertFalse(whole.about().isEmpty());
    assertTrue(brief.duration().compareTo(Duration.ofSeconds(30)) <= 0, "short is short: " + brief.duration());
    assertTrue(brief.peerCount() <= 45, "short is small: " + brief.peerCount());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "faults.0.knd           | 3         | There is no 'faults[0].knd' in a scenario: 'faults[0]' takes kind,",
    "colour                 | blue      | There is no 'colour' in a scenario: the keys are name, about, duration",
    "duration               | soon      | 'duration' cannot be 'soon': write a duration such as 1500ms, 30s or 10m.",
    "source.rate            | fast      | 'source.rate' cannot be 'fast': write a rate such as 500k or 2M",
    "source.rate            | 1k        | 'source.rate' has to be between 50k and 50M.",
    "peers.relays.count     | -1        | 'peers.relays.count' cannot be '-1': write a whole number from 1 to 2000.",
    "peers.relays.count     | 1.5       | 'peers.relays.count' cannot be '1.5': write a whole number from 1 to 2000.",
    "peers.relays.processes | many      | 'peers.relays.processes' cannot be 'many': write one of own, shared.",
    "peers.relays.replace   | maybe     | 'peers.relays.replace' cannot be 'maybe': write true or false.",
    "peers.relays           | 7         | 'peers.relays' has to be a mapping of keys to values, not '7'.",
    "faults                 | 7         | 'faults' cannot be '7': write a list, each entry of which begins with '- '",
    "faults.0.kind          | murder    | 'faults[0].kind' cannot be 'murder': write leave, kill, freeze, limp, cut,",
    "faults.0.kind          | {kill: 0.5} | 'faults[0].kind' has shares that do not sum up to 1.",
    "faults.0.target        | me        | 'faults[0].target' cannot be 'me': write one of peers, relays, viewers,",
    "faults.0.jitter        | 3s        | 'faults[0].jitter' is more than half of 'every'",
    "peers.viewers.arrival  | {poisson: 1, flash: 3} | 'peers.viewers.arrival' has either 'poisson'",
    "source.pause           | {for: 3s} | 'source.pause' needs 'every', longer than 'for'",
    "peers.relays.classes.0.share | 0.5 | 'peers.relays.classes' have shares that do not sum up to 1.",
  })
  void whatMakesNoSenseIsRefusedWithItsPlaceAndWhatMayBeThere(String key, String value, String sentence) {
    ScenarioFile file = ScenarioFile.of(SMALL).set(key, value);

    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, file::read);

    String said = String.valueOf(refused.getMessage());
    assertTrue(said.startsWith("Scenario own.yaml: " + sentence), said);
  }

  @Test
  void whatIsMissingIsNamed() {
    assertTrue(said("name: x").contains("'duration' is missing"));
    assertTrue(said("duration: 1m").contains("'source' is missing"));
    assertTrue(said("duration: 1m\nsource: {rate: 1M}").contains("'peers' is missing"));
  }

  private static String said(String yaml) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, () -> read(yaml)).getMessage());
  }

  @Test
  void whatIsNoYamlIsRefusedWithItsLine(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("torn.yaml"), "name: x\npeers: {relays: [\n");

    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> ScenarioFile.open(file.toString()));

    assertTrue(String.valueOf(refused.getMessage()).contains("is no YAML: look at line 2"), refused::getMessage);
  }

  @Test
  void aNameThatIsNoneIsToldWithThoseThatAre() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> ScenarioFile.open("kil"));

    assertTrue(String.valueOf(refused.getMessage()).startsWith("There is no scenario 'kil', neither a file nor one of "
        + "leave, kill,"), refused::getMessage);
  }
}
