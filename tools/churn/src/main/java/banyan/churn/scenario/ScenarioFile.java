package banyan.churn.scenario;

import banyan.program.Failure;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A scenario as it is written, in YAML: one that ships with Banyan, or a file of somebody's own. What its {@code short}
 * holds takes the place of the rest in the short form, and what is set on the command line wins over both.
 */
public final class ScenarioFile {
  /** Those that ship, in the order in which a person would try them. */
  public static final List<String> SHIPPED = List.of(
      "leave", "kill", "kill-far", "freeze", "cut", "limp-quarter", "limp-80", "subtree", "half-die", "encoder-restart",
      "root-restart", "calm", "calm-jitter", "calm-pause", "calm-busy", "mixed");

  private static final String SHORT = "short";
  private static final String FAULTS = "faults";
  /** A scenario has a kilobyte or two; a wrong path may lead to a film. */
  private static final long MAX_FILE_BYTES = 256 * 1_024;
  private static final ObjectMapper YAML = new ObjectMapper(
      new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).enable(
          YAMLGenerator.Feature.MINIMIZE_QUOTES));

  private final String source;
  private final ObjectNode tree;
  private final List<String> command = new ArrayList<>();

  private ScenarioFile(String source, ObjectNode tree) {
    this.source = source;
    this.tree = tree;
    command.add("banyan churn " + source);
  }

  /**
   * Opens one.
   *
   * @param nameOrFile of one that ships, or a path
   * @throws IllegalArgumentException if there is none such, or it is no YAML
   * @throws Failure if a file cannot be read
   */
  public static ScenarioFile open(String nameOrFile) throws Failure {
    if (SHIPPED.contains(nameOrFile)) {
      return shipped(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new IllegalArgumentException("The file " + file + " is too large to be a scenario.");
      }
      return new ScenarioFile(nameOrFile, parse(Files.readString(file), file.toString()));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("There is no scenario '" + nameOrFile + "', neither a file nor one of "
          + String.join(", ", SHIPPED) + ".", e);
    } catch (IOException e) {
      throw new Failure("The scenario " + file + " cannot be read (" + e.getMessage() + "): check the path.", e);
    }
  }

  static ScenarioFile shipped(String name) {
    try (InputStream in = ScenarioFile.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("no scenario " + name + " was built in");
      }
      return new ScenarioFile(name, parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For tests and for those who make one up. */
  public static ScenarioFile of(String yaml) {
    return new ScenarioFile("own.yaml", parse(yaml, "own.yaml"));
  }

  private static ObjectNode parse(String yaml, String name) {
    try {
      if (YAML.readTree(yaml) instanceof ObjectNode mapping) {
        return mapping;
      }
      throw new IllegalArgumentException(
          "The scenario " + name + " has to be a mapping: lines such as 'duration: 10m'.");
    } catch (JacksonException e) {
      JsonLocation at = e.getLocation();
      throw new IllegalArgumentException("The scenario " + name + " is no YAML"
          + (at == null ? "" : ": look at line " + at.getLineNr() + ", column " + at.getColumnNr()) + ".", e);
    }
  }

  /** The form for those who have not much time. */
  public ScenarioFile inShort() {
    command.add("--short");
    if (tree.get(SHORT) instanceof ObjectNode instead) {
      merge(tree, instead);
    }
    return this;
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    for (Map.Entry<String, JsonNode> field : from.properties()) {
      if (field.getValue() instanceof ObjectNode inner && into.get(field.getKey()) instanceof ObjectNode old) {
        merge(old, inner);
      } else {
        into.set(field.getKey(), field.getValue());
      }
    }
  }

  /**
   * Sets one value, whatever the file says.
   *
   * @param path such as {@code peers.relays.count} or {@code faults.0.every}
   * @param yaml the value
   */
  public ScenarioFile set(String path, String yaml) {
    command.add("--set " + path + "=" + (yaml.matches("[\\w.:/-]+") ? yaml : "'" + yaml + "'"));
    return put(path, yaml);
  }

  private ScenarioFile put(String path, String yaml) {
    JsonNode value;
    try {
      value = YAML.readTree(yaml);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("'" + yaml + "' for '" + path + "' is no YAML.", e);
    }
    JsonNode at = tree;
    String[] keys = path.split("\\.", -1);
    for (int i = 0; i < keys.length - 1; i++) {
      JsonNode next = at.isArray() ? at.path(index(path, keys[i])) : at.get(keys[i]);
      if (next == null && at instanceof ObjectNode mapping) {
        next = mapping.putObject(keys[i]);
      }
      if (next == null || !next.isContainerNode()) {
        throw new IllegalArgumentException("There is nothing in the scenario at '" + keys[i] + "' of '" + path + "'.");
      }
      at = next;
    }
    if (!(at instanceof ObjectNode last)) {
      throw new IllegalArgumentException("'" + path + "' has to end with a key, such as peers.relays.count.");
    }
    last.set(keys[keys.length - 1], value);
    return this;
  }

  private static int index(String path, String key) {
    try {
      return Integer.parseInt(key);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + key + "' in '" + path + "' has to be a number: which entry of the list, from 0 on?", e);
    }
  }

  /** An option of the command line that stands for a key. */
  public ScenarioFile option(String option, String path, String value) {
    command.add(option + " " + value);
    return put(path, value);
  }

  /** So many peers in all, each group in the proportion that it has; faults that count victims too. */
  public ScenarioFile peers(int total) {
    command.add("--peers " + total);
    List<ObjectNode> counted = new ArrayList<>();
    tree.path("peers").forEach(group -> {
      if (group instanceof ObjectNode mapping && mapping.path("count").isInt()) {
        counted.add(mapping);
      }
    });
    int before = counted.stream().mapToInt(group -> group.path("count").asInt()).sum();
    if (before == 0 || total < counted.size()) {
      throw new IllegalArgumentException(
          "--peers " + total + " cannot be shared among the " + counted.size() + " groups of the scenario.");
    }
    int left = total;
    for (int i = 0; i < counted.size(); i++) {
      int rest = counted.size() - 1 - i;
      long part = Math.round((double) total * counted.get(i).path("count").asInt() / before);
      int count = rest == 0 ? left : (int) Math.max(1, Math.min(left - rest, part));
      counted.get(i).put("count", count);
      left -= count;
    }
    return this;
  }

  /** The index is killed as soon as faults can come. The last of the faults, so that the others keep their numbers. */
  public ScenarioFile indexDown() {
    command.add("--index-down");
    JsonNode faults = tree.hasNonNull(FAULTS) ? tree.get(FAULTS) : tree.putArray(FAULTS);
    // Anything but a list is refused when it is read.
    if (faults instanceof ArrayNode list) {
      list.addObject().put("kind", FaultRecord.Kind.INDEX_DOWN.word()).put("at", "0s");
    }
    return this;
  }

  /** @throws IllegalArgumentException with a sentence, if something in it makes no sense */
  public Scenario read() {
    ObjectNode whole = tree.deepCopy();
    whole.remove(SHORT);
    try {
      return ScenarioReader.read(whole, String.join(" ", command), YAML.writeValueAsString(whole));
    } catch (JacksonException e) {
      throw new IllegalStateException("what was read can be written", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Scenario " + source + ": " + e.getMessage(), e);
    }
  }
}
