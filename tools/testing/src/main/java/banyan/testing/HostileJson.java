package banyan.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** JSON that is nearly right: what a reader of it must refuse in good order. */
public final class HostileJson {
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|-?\\d+(?:\\.\\d+)?|true|false|null|[{}\\[\\],:]");
  private static final int DEEP = 3_000;

  private static final List<String> ODD = List.of(
      "null", "-1", "0", "1", "65536", "2147483648", "9223372036854775808", "99999999999999999999999999", "1e999999999",
      "-1e-999999999", "1.5", "NaN", "true", "\"\"", "\"\\u0000\\u001b[2J\"", "\"\\ud800\"", "\"\\u202egnp\"",
      "\"" + "a".repeat(20_000) + "\"", "\"" + "9".repeat(2_000) + "\"", "9".repeat(2_000), "[]", "{}", "[null]",
      "{\"\":null}", "[".repeat(DEEP) + "]".repeat(DEEP), "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP),
      "[".repeat(DEEP), "[" + "0,".repeat(DEEP) + "0]", "\"unended", "\"\\x\"", "'a'", "/* */", ",", ":", "}", "]");

  private enum Change {
    REPLACE,
    INSERT,
    REMOVE,
    TWICE
  }

  private record Edit(int at, Change change, String odd, int length) {}

  private HostileJson() {}

  /** Texts that differ from a valid one in a few places, and now and then in none. */
  public static Arbitrary<String> near(String valid) {
    List<String> tokens = TOKEN.matcher(valid).results().map(MatchResult::group).toList();
    Arbitrary<Edit> edit = Combinators.combine(
        Arbitraries.integers().between(0, tokens.size() - 1), Arbitraries.of(Change.class), Arbitraries.of(ODD),
        Arbitraries.integers().between(1, 6)).as(Edit::new);
    return edit.list().ofMaxSize(3).map(edits -> edited(tokens, edits));
  }

  private static String edited(List<String> tokens, List<Edit> edits) {
    List<String> out = new ArrayList<>(tokens);
    for (Edit edit : edits) {
      int at = Math.min(edit.at(), out.size() - 1);
      int end = Math.min(out.size(), at + edit.length());
      switch (edit.change()) {
        case REPLACE -> out.set(at, edit.odd());
        case INSERT -> out.add(at, edit.odd());
        case REMOVE -> {
          if (end - at < out.size()) {
            out.subList(at, end).clear();
          }
        }
        case TWICE -> out.addAll(at, List.copyOf(out.subList(at, end)));
      }
    }
    return String.join("", out);
  }
}
