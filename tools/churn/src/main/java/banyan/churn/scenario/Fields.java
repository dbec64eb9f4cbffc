package banyan.churn.scenario;

import banyan.program.BitRate;
import banyan.program.OptionValues;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads one mapping of a scenario file. Whatever is wrong is an {@link IllegalArgumentException} with a sentence that
 * says where it is and what may be written there; {@link #end} refuses keys that nobody has asked for.
 */
public final class Fields {
  /** A duration, or the one that cannot be waited for: none at all. */
  private static final Set<String> NO_TIME = Set.of("0", "0s", "0ms");

  private final JsonNode node;
  private final String where;
  private final Set<String> known = new LinkedHashSet<>();

  /** @param where such as {@code peers.relays}; empty at the top */
  private Fields(JsonNode node, String where) {
    this.node = node;
    this.where = where;
  }

  public static Fields of(JsonNode node, String where) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(
          (where.isEmpty() ? "The scenario" : "'" + where + "'") + " has to be a mapping of keys to values, not "
              + quoted(node) + ".");
    }
    return new Fields(node, where);
  }

  /** Refuses what was not asked for. To be called when all has been read. */
  public void end() {
    node.fieldNames().forEachRemaining(key -> {
      if (!known.contains(key)) {
        throw new IllegalArgumentException("There is no '" + at(key) + "' in a scenario: "
            + (where.isEmpty() ? "the keys are " : "'" + where + "' takes ") + String.join(", ", known) + ".");
      }
    });
  }

  public String at(String key) {
    return where.isEmpty() ? key : where + "." + key;
  }

  public boolean has(String key) {
    known.add(key);
    return node.hasNonNull(key);
  }

  private Optional<String> raw(String key, String example) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node.get(key).isValueNode()) {
      throw wrong(key, example);
    }
    return Optional.of(node.get(key).asText());
  }

  private IllegalArgumentException wrong(String key, String example) {
    return new IllegalArgumentException(
        "'" + at(key) + "' cannot be " + quoted(node.get(key)) + ": write " + example + ".");
  }

  private static String quoted(JsonNode value) {
    String text = value.isTextual() ? value.asText() : value.toString();
    return "'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "'";
  }

  private <T> Optional<T> read(String key, String example, Function<String, T> parse) {
    return raw(key, example).map(text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw wrong(key, example);
      }
    });
  }

  public String text(String key, String otherwise) {
    return raw(key, "a text").orElse(otherwise);
  }

  public Optional<Duration> duration(String key) {
    return read(key, "a duration such as 1500ms, 30s or 10m", text -> NO_TIME.contains(text)
        ? Duration.ZERO : OptionValues.duration(text));
  }

  public Duration duration(String key, Duration otherwise) {
    return duration(key).orElse(otherwise);
  }

  /** @return bits a second, 0 if it is not there */
  public long rate(String key) {
    return read(key, "a rate such as 500k or 2M, in bits a second", text -> BitRate.parse(text).bitsPerSecond())
        .orElse(0L);
  }

  public int count(String key, int otherwise, int min, int max) {
    return Math.toIntExact(Math.round(number(key, "a whole number", otherwise, min, max, true)));
  }

  public double number(String key, double otherwise, double min, double max) {
    return number(key, "a number", otherwise, min, max, false);
  }

  private double number(String key, String what, double otherwise, double min, double max, boolean whole) {
    String example = what + " from " + plain(min) + " to " + plain(max);
    return read(key, example, text -> {
      double value = Double.parseDouble(text);
      if (!(value >= min && value <= max) || whole && value != Math.rint(value)) {
        throw new IllegalArgumentException("out of range");
      }
      return value;
    }).orElse(otherwise);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  boolean flag(String key, boolean otherwise) {
    return read(key, "true or false", text -> switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    }).orElse(otherwise);
  }

  /** One of an enum's words: lower case, with {@code -} for {@code _}. */
  <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
    List<String> words = Arrays.stream(type.getEnumConstants()).map(Fields::word).toList();
    return read(key, "one of " + String.join(", ", words), text -> constant(type, text));
  }

  static <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants()).filter(constant -> word(constant).equals(word)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException(word));
  }

  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The mapping at a key, if there is a value at all. */
  Optional<Fields> mapping(String key) {
    return has(key) ? Optional.of(of(node.get(key), at(key))) : Optional.empty();
  }

  boolean isText(String key) {
    return has(key) && node.get(key).isTextual();
  }

  /** The mappings of a list; none if there is no such key. */
  List<Fields> list(String key) {
    List<Fields> all = new ArrayList<>();
    if (has(key)) {
      if (!node.get(key).isArray()) {
        throw wrong(key, "a list, each entry of which begins with '- '");
      }
      for (int i = 0; i < node.get(key).size(); i++) {
        all.add(of(node.get(key).get(i), at(key) + "[" + i + "]"));
      }
    }
    return all;
  }

  /** The keys there are, for mappings whose keys are choices. All of them count as read. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    known.addAll(keys);
    return keys;
  }

  IllegalArgumentException refused(String key, String sentence) {
    return new IllegalArgumentException("'" + at(key) + "' " + sentence);
  }
}
