package banyan.bench;

import banyan.program.BitRate;
import banyan.program.Failure;
import banyan.program.ProcessFigures;
import banyan.program.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code banyan bench soak}: whether a relay takes more and more of anything. */
@Command(
    name = "soak",
    description = "Whether a relay that feeds many children for long takes more and more: heap after a collection, "
        + "direct memory, resident memory, threads, open files. Tells the trend of each, over the second half.")
public final class SoakMain extends BenchProgramMain {
  private static final Pattern HEAP = Pattern.compile("(?:def new|tenured) generation\\s+total \\d+K, used (\\d+)K");
  /** Java's buffers and Netty's. */
  private static final Pattern DIRECT = Pattern.compile(
      "(?m)^(?:jvm_buffer_memory_used_bytes\\{id=\"direct\"}|banyan_netty_direct_bytes) ([0-9.E+]+)");

  @Option(names = "--rate", paramLabel = "RATE", defaultValue = "2M", description = "Of the stream.")
  private BitRate rate = new BitRate(2_000_000);

  @Option(names = "--children", paramLabel = "N", defaultValue = "50", description = "Peers to feed.")
  private int children = 50;

  @Option(names = "--duration", paramLabel = "TIME", defaultValue = "10m", description = "For how long.")
  private Duration duration = Duration.ofMinutes(10);

  @Option(names = "--samples", paramLabel = "N", defaultValue = "60", description = "At how many times to look.")
  private int samples = 60;

  public static void main(String[] args) {
    Program.main(new SoakMain(), args);
  }

  @Override
  Findings measure() throws Exception {
    if (samples < 4) {
      throw new Failure("A trend needs more than " + samples + " samples: at least 4.");
    }
    Findings found = findings("soak").setting("rate", rate).setting("children", children)
        .setting("duration", duration);
    Map<String, List<Double>> series = new LinkedHashMap<>();
    try (Programs programs = programs();
        Chain chain = Chain.start(programs, rate.bitsPerSecond(), 1);
        WireChildren all = new WireChildren(chain.root(), programs.encryption())) {
      Programs.Program relay = chain.last();
      all.attach(children, relay.port(), (child, chunk, nanos) -> {});
      for (int i = 0; i < samples; i++) {
        during("sample " + (i + 1) + " of " + samples, duration.dividedBy(samples));
        sample(programs, relay, series);
      }
      WireChildren.Count after = all.count();
      found.count("children.lost", after.lost() + after.ended());
      found.count("children.forged", after.forged());
      chain.end();
    }
    series.forEach((name, values) -> trend(found, name, values));
    return found;
  }

  private static void sample(Programs programs, Programs.Program relay, Map<String, List<Double>> series)
      throws IOException, InterruptedException {
    Programs.collectGarbage(relay);
    ProcessFigures kernel = relay.figures();
    put(series, "heap.MB", sum(HEAP, Programs.jcmd(relay, "GC.heap_info")) / 1_024);
    put(series, "direct.MB", sum(DIRECT, programs.metrics(relay)) / 1e6);
    put(series, "resident.MB", kernel.residentBytes() / 1e6);
    put(series, "threads", kernel.threads());
    put(series, "descriptors", kernel.descriptors());
  }

  private static void put(Map<String, List<Double>> series, String name, double value) {
    series.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  private static double sum(Pattern pattern, String in) throws IOException {
    Matcher matcher = pattern.matcher(in);
    double sum = 0;
    boolean isFound = false;
    while (matcher.find()) {
      isFound = true;
      sum += Double.parseDouble(String.valueOf(matcher.group(1)));
    }
    if (!isFound) {
      throw new IOException("no " + pattern + " in what the relay tells: " + in);
    }
    return sum;
  }

  /** The line of least squares through the second half: what it gains over that half. */
  private static void trend(Findings found, String series, List<Double> values) {
    List<Double> half = values.subList(values.size() / 2, values.size());
    String[] nameAndUnit = series.split("\\.", -1);
    String unit = nameAndUnit.length > 1 ? nameAndUnit[1] : "count";
    found.add(nameAndUnit[0] + ".median", Findings.percentile(50, Findings.array(half)), unit, half.size());
    found.add(nameAndUnit[0] + ".gain", gain(half), unit, half.size());
  }

  static double gain(List<Double> values) {
    int n = values.size();
    double middle = (n - 1) / 2.0;
    double mean = values.stream().mapToDouble(v -> v).average().orElse(0);
    double products = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      products += (i - middle) * (values.get(i) - mean);
      squares += (i - middle) * (i - middle);
    }
    return squares == 0 ? 0 : products / squares * (n - 1);
  }
}
