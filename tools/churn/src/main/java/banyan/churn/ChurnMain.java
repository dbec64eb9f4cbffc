package banyan.churn;

import banyan.churn.network.MachineRoom;
import banyan.churn.network.Workplace;
import banyan.churn.report.Bar;
import banyan.churn.report.Report;
import banyan.churn.scenario.RunRecord;
import banyan.churn.scenario.Scenario;
import banyan.churn.scenario.ScenarioFile;
import banyan.churn.scenario.Schedule;
import banyan.program.Failure;
import banyan.program.Program;
import banyan.program.Stop;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code banyan churn}: real peers on this machine, and what their viewers have of it when others go. */
@Command(
    name = "churn",
    description = "Kill, freeze, throttle and cut off real peers on this machine, and measure what their viewers had "
        + "of it: playback gaps, recovery, lost chunks.",
    footer = {
      "",
      "Relays are killed for half a minute, and viewers watch:",
      "  banyan churn kill --short",
      "Twenty minutes of everything; result/churn.json and result/churn.html:",
      "  banyan churn mixed --out result",
      "For a CI:",
      "  banyan churn kill --fail-on 'recovery.kill.p99>0.1' --fail-on 'chunks.lost>0'",
      "Another one, or your own:",
      "  banyan churn kill --set peers.viewers.count=40 --set source.rate=1M",
      "  banyan churn cut --index-down",
      "  banyan churn kill --show > mine.yaml; banyan churn mine.yaml",
      "The page again, from a result:",
      "  banyan churn --report result/churn.json --html page.html",
      "",
      "Everything is on this machine's loopback; no root rights are needed. The same seed makes the same schedule.",
      "Exit codes: 0 all is well, 1 a --fail-on came true or the run failed, 2 wrong usage.",
      "relay-peer/docs/churn.md defines every figure, churn-scenarios.md beside it every key of a scenario."
    })
public final class ChurnMain extends Program {
  @SuppressWarnings("NullAway.Init") // picocli sets it before run()
  @Spec
  private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "SCENARIO",
      description = "One that ships (see --list), or a file of yours in YAML.")
  private @Nullable String scenarioName;

  @Option(names = "--list", description = "Show the scenarios that ship, and what they do.")
  private boolean list;

  @Option(names = "--show", description = "Print the scenario as it would be run, as a file to start from.")
  private boolean show;

  @Option(names = "--schedule", description = "Print what would be done when, and do nothing.")
  private boolean schedule;

  @Option(names = "--short", description = "The scenario's short form, of less than a minute.")
  private boolean inShort;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "What chance is drawn from.")
  private long seed = 1;

  @Option(names = "--duration", paramLabel = "TIME",
      description = "How long, after the warm-up, instead of what the scenario says.")
  private @Nullable Duration duration;

  @Option(names = "--peers", paramLabel = "N",
      description = "How many peers in all, each group in the proportion that it has.")
  private @Nullable Integer peers;

  @Option(names = "--buffer", paramLabel = "TIME",
      description = "What a player has in hand before it begins, such as 1500ms; playback is judged by it.")
  private @Nullable Duration buffer;

  @Option(names = "--index-down", description = "Kill the index too, for good, as soon as the warm-up is over.")
  private boolean indexDown;

  @Option(names = "--set", paramLabel = "KEY=VALUE", showDefaultValue = Help.Visibility.NEVER,
      description = "Set a key of the scenario, such as source.rate=1M or faults.0.every=5s. May be given again.")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--out", paramLabel = "DIR",
      description = "Write churn.json and churn.html there. Without it, --json and --html: churn-SCENARIO here.")
  private @Nullable Path out;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result there, as JSON; - for stdout.")
  private @Nullable String json;

  @Option(names = "--html", paramLabel = "FILE", description = "Write the page there.")
  private @Nullable Path html;

  @Option(names = "--fail-on", paramLabel = "EXPR", showDefaultValue = Help.Visibility.NEVER,
      description = "End with exit code 1 if this is so, such as 'recovery.kill.p99>0.1'. May be given again.")
  private List<String> failOn = new ArrayList<>();

  @Option(names = "--keep", paramLabel = "DIR",
      description = "Keep what the run leaves there: traces of all peers, logs of all programs.")
  private @Nullable Path keep;

  @Option(names = "--report", paramLabel = "FILE",
      description = "Run nothing: make the page and the summary from a result in JSON.")
  private @Nullable Path report;

  public static void main(String[] args) {
    Program.main(new ChurnMain(), args);
  }

  @Override
  protected void run(Stop stop) throws Exception {
    if (list) {
      list();
      return;
    }
    List<Bar> bars = bars();
    if (report != null) {
      tell(Report.read(report), bars);
      return;
    }
    Scenario scenario;
    try {
      scenario = scenario(scenarioName);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
    if (show) {
      print(scenario.yaml());
    } else if (schedule) {
      print(Schedule.of(scenario, seed).text());
    } else {
      run(scenario, bars, stop);
    }
  }

  private List<Bar> bars() {
    try {
      return failOn.stream().map(Bar::parse).toList();
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
  }

  private void list() throws Failure {
    StringBuilder text = new StringBuilder();
    for (String name : ScenarioFile.SHIPPED) {
      Scenario each = ScenarioFile.open(name).read();
      text.append(String.format(Locale.ROOT, "%-16s %s%n%-16s %d peers, %s%n", name, each.about(), "", each.peerCount(),
          each.duration().toSeconds() >= 120 ? each.duration().toMinutes() + " min"
              : each.duration().toSeconds() + " s"));
    }
    print(text.toString());
  }

  private void print(String text) {
    PrintWriter to = spec.commandLine().getOut();
    to.print(text);
    to.flush();
  }

  private Scenario scenario(@Nullable String nameOrFile) throws Failure {
    if (nameOrFile == null) {
      throw new IllegalArgumentException("Which scenario? Name one of 'banyan churn --list', or a file.");
    }
    ScenarioFile file = ScenarioFile.open(nameOrFile);
    if (inShort) {
      file.inShort();
    }
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("--set takes KEY=VALUE, such as source.rate=1M, not '" + setting + "'.");
      }
      file.set(setting.substring(0, equals), setting.substring(equals + 1));
    }
    if (duration != null) {
      file.option("--duration", "duration", millis(duration));
    }
    if (buffer != null) {
      file.option("--buffer", "buffer", millis(buffer));
    }
    if (peers != null) {
      file.peers(peers);
    }
    if (indexDown) {
      file.indexDown();
    }
    return file.read();
  }

  private static String millis(Duration time) {
    return time.toMillis() + "ms";
  }

  private void run(Scenario scenario, List<Bar> bars, Stop stop) throws Exception {
    MachineRoom.checkDescriptors(scenario);
    Progress progress = new Progress(terminal(), isQuiet(), scenario.name());
    progress.say(scenario.about());
    progress.say(scenario.peerCount() + " peers, seed " + seed + ", " + Schedule.of(scenario, seed).faults().size()
        + " faults planned; --schedule shows them");
    MachineRoom.memoryWarning(scenario).ifPresent(sentence -> progress.say("WARNING " + sentence));
    try (Workplace workplace = Workplace.open(Optional.ofNullable(keep));
        ChurnRun run = new ChurnRun(scenario, seed, workplace, stop, progress)) {
      RunRecord record = run.run();
      if (json == null && html == null && out == null) {
        out = Path.of("churn-" + scenario.name());
      }
      tell(Report.of(record, scenario.buffer()), bars);
      if (!record.interrupted().isEmpty() && !stop.isRequested()) {
        throw new Failure(record.interrupted());
      }
    }
  }

  /** The summary for people, the files, and whether the bars were met. */
  private void tell(Report of, List<Bar> bars) throws Failure {
    if (!"-".equals(json)) {
      print(of.text());
    } else {
      print(of.json());
    }
    if (json != null && !json.equals("-")) {
      write(Path.of(json), of.json());
    }
    if (html != null) {
      write(html, of.html());
    }
    if (out != null) {
      write(out.resolve("churn.json"), of.json());
      write(out.resolve("churn.html"), of.html());
    }
    List<String> missed = of.missed(bars);
    if (!missed.isEmpty()) {
      throw new Failure(String.join(System.lineSeparator(), missed));
    }
  }

  private void write(Path file, String text) throws Failure {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new Failure("Cannot write to '" + file + "' (" + e.getMessage() + "): name another place.", e);
    }
    if (!isQuiet()) {
      terminal().print("written: " + file);
    }
  }
}
