package banyan.directory;

import java.util.Objects;

/**
 * What became of the index's attempt to dial a peer.
 *
 * @param outcome so far
 * @param detail a sentence for people; empty where there is nothing to say
 */
public record DialBack(Outcome outcome, String detail) {
  /** How far an attempt came. */
  public enum Outcome {
    /** The peer does not listen. */
    NOT_ASKED,
    /** It is not over. */
    PENDING,
    /** The peer answered and proved its key. */
    REACHED,
    /** It did not. */
    FAILED
  }

  public DialBack {
    Objects.requireNonNull(outcome, "the outcome is missing");
    Objects.requireNonNull(detail, "the detail is missing");
  }
}
