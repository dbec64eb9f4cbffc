package banyan.churn.analysis;

import java.util.EnumMap;
import java.util.Map;

/**
 * One fault and one viewer that it reached: what all figures of faults are made of.
 *
 * @param fault its number
 * @param viewer its number
 * @param isDirect whether the viewer hung directly on what was hit
 * @param recovered whether it was fed again; if not, its recovery says how long it was seen to wait
 * @param isCutShort whether it ended, or was hit itself, before that could be told: such a unit counts for nothing
 * @param nanos what was measured; what did not happen is not in it
 */
public record Unit(
    int fault, int viewer, boolean isDirect, boolean recovered, boolean isCutShort, Map<Measure, Long> nanos) {
  /** What is measured of a unit. */
  public enum Measure {
    /** From the fault to the first chunk that was missing, or to the word that none is, from anybody. */
    RECOVERY("recovery"),
    /** From the moment when the viewer saw that its parent was gone. */
    SEEN("seen"),
    /** To another parent, of the peer on its path that hung on the victim. */
    REPLACED("replaced"),
    /** To the first chunk that it, or that peer, asked for from somebody else. */
    FIRST_PULL("firstPull"),
    /** For how long playback stood still because of it. */
    GAP("gap");

    private final String word;

    Measure(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  public Unit {
    Map<Measure, Long> own = new EnumMap<>(Measure.class);
    own.putAll(nanos);
    nanos = own;
  }
}
