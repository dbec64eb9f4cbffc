package banyan.protocol;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a channel tells people of itself: texts that keep to their bounds and are fit to be shown as they are. */
public final class About {
  /** Of a channel that has not said anything. */
  public static final About NOTHING = new About(new EnumMap<>(Detail.class));

  /** None of them is empty. */
  private final EnumMap<Detail, String> texts;

  private About(EnumMap<Detail, String> texts) {
    this.texts = texts;
  }

  /** @throws IllegalArgumentException if it is blank or too long */
  public static About titled(String title) {
    return NOTHING.with(Detail.TITLE, title);
  }

  /** What a descriptor says, whoever signed it. */
  public static About read(Descriptor.Fields fields) {
    return read(fields.title(), fields.details());
  }

  /** What strangers said: what keeps to no bounds is left out, and so is what no version before knew. */
  public static About read(String title, Map<String, String> details) {
    EnumMap<Detail, String> read = new EnumMap<>(Detail.class);
    for (Detail detail : Detail.values()) {
      String text = detail == Detail.TITLE ? title : details.getOrDefault(detail.key(), "");
      if (detail.objection(text).isEmpty()) {
        put(read, detail, text);
      }
    }
    return new About(read);
  }

  /**
   * The same with another text in one place.
   *
   * @param text empty to leave it out
   * @throws IllegalArgumentException with a sentence, if it cannot stand there; see {@link Detail#objection}
   */
  public About with(Detail detail, String text) {
    detail.objection(text).ifPresent(why -> {
      throw new IllegalArgumentException(detail.key() + " " + why);
    });
    EnumMap<Detail, String> changed = new EnumMap<>(texts);
    put(changed, detail, text);
    return new About(changed);
  }

  private static void put(EnumMap<Detail, String> into, Detail detail, String text) {
    String plain = PlainText.of(text);
    if (plain.isEmpty()) {
      into.remove(detail);
    } else {
      into.put(detail, plain);
    }
  }

  /** Empty if there is none. */
  public String text(Detail detail) {
    return texts.getOrDefault(detail, "");
  }

  /** Those that there are, the title first. */
  public Map<Detail, String> texts() {
    return Collections.unmodifiableMap(texts);
  }

  /** All but the title, as a descriptor has them. */
  public SortedMap<String, String> details() {
    SortedMap<String, String> details = new TreeMap<>();
    texts.forEach((detail, text) -> {
      if (detail != Detail.TITLE) {
        details.put(detail.key(), text);
      }
    });
    return details;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof About about && texts.equals(about.texts);
  }

  @Override
  public int hashCode() {
    return texts.hashCode();
  }

  @Override
  public String toString() {
    return "About" + texts;
  }
}
