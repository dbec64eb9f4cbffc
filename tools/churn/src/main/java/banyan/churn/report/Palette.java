package banyan.churn.report;

import banyan.churn.analysis.Gaps;
import java.util.Set;

/** Names of colours in the style sheet: what is drawn twice has the same one everywhere. */
final class Palette {
  private static final Set<String> KNOWN = Set.of(
      "leave", "kill", "freeze", "limp", "cut", "index-down", "encoder-restart", "root-restart", Gaps.OWN, Gaps.SOURCE,
      Gaps.WARMUP, Gaps.UNEXPLAINED);

  private Palette() {}

  /** The class of a kind of fault, or of another cause of a gap. */
  static String ofKind(String kind) {
    return "k-" + (KNOWN.contains(kind) ? kind : Gaps.UNEXPLAINED);
  }
}
