package banyan.player.playback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.node.NodeStatus;
import banyan.node.NodeStatus.Phase;
import banyan.player.channels.Listed;
import banyan.player.playback.Situation.Kind;
import banyan.player.watching.ChannelState;
import banyan.protocol.ChannelLink;
import banyan.protocol.RootPath;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SituationTest {
  private static final long SECOND = 1_000_000;
  private static final long TUNED = 1_000 * SECOND;
  private static final ChannelState BARE =
      ChannelState.tuned(ChannelLink.parse(Listed.link('b')), TUNED);

  private static ChannelState state(Phase phase, long streamAt, boolean ended, long clockApartMillis) {
    NodeStatus node = new NodeStatus(
        phase, ended, RootPath.NONE, List.of(), List.of(), 1, 1, 1, 0, 0, 0, 0, 0, new NodeStatus.Subtree(1, 1, 1, 1),
        new NodeStatus.Counters(0, 0, 0, 0, 0, 0, 0, 0, 0));
    return new ChannelState(
        BARE.link(), TUNED, TUNED, Optional.empty(), Optional.of(node), BARE.figures(), streamAt, streamAt, 0, ended,
        clockApartMillis);
  }

  private static Situation at(ChannelState state, double secondsAfter) {
    return Situation.of(Optional.of(state), false, TUNED + (long) (secondsAfter * SECOND));
  }

  @Test
  void aPictureThatMovesNeedsNoWords() {
    Situation now = Situation.of(Optional.of(state(Phase.ORPHANED, TUNED, true, 99_000)), true, TUNED + 60 * SECOND);
    assertEquals(new Situation(Kind.PLAYING, "", ""), now);
  }

  @Test
  void whoHasChosenNothingIsToldWhatToDo() {
    Situation now = Situation.of(Optional.empty(), false, TUNED);
    assertEquals(Kind.IDLE, now.kind());
    assertTrue(now.advice().contains("banyan://"));
  }

  @Test
  void aJoinSaysHowItGoesAndInTimeThatNobodyAnswers() {
    assertEquals("Looking for the channel", at(BARE, 0.1).headline());
    assertEquals(Kind.STARTING, at(state(Phase.JOINING, -1, false, 0), 5).kind());
    Situation nobody = at(state(Phase.JOINING, -1, false, 0), 7);
    assertEquals(Kind.WAITING, nobody.kind());
    assertTrue(nobody.advice().contains("off air"), nobody.advice());
    assertEquals("Connected", at(state(Phase.ATTACHED, -1, false, 0), 2).headline());
    assertTrue(at(state(Phase.ATTACHED, -1, false, 0), 7).headline().contains("sends nothing"));
    assertEquals("Starting", at(state(Phase.ATTACHED, TUNED + SECOND, false, 0), 2).headline());
  }

  @Test
  void eachTroubleHasWordsOfItsOwn() {
    Set<String> headlines = new HashSet<>();
    for (Situation trouble : List.of(
        at(state(Phase.ATTACHED, TUNED + SECOND, false, 0), 60),
        at(state(Phase.ORPHANED, TUNED + SECOND, false, 0), 60),
        at(state(Phase.ATTACHED, TUNED + SECOND, true, 0), 60),
        at(state(Phase.JOINING, -1, false, -3_600_000 * 5L), 60))) {
      assertTrue(headlines.add(trouble.headline()), trouble.headline());
      assertFalse(trouble.advice().isEmpty(), trouble.headline());
    }
    assertEquals(Kind.ENDED, at(state(Phase.ATTACHED, TUNED + SECOND, true, 0), 60).kind());
    String apart = "This computer's clock and the broadcaster's differ by 5 hours";
    assertTrue(headlines.contains(apart), headlines::toString);
  }

  @Test
  void eachNewBeginningIsToldInWords() {
    Set<String> words = new HashSet<>();
    for (PlaybackWatchdog.Cause cause : PlaybackWatchdog.Cause.values()) {
      assertTrue(words.add(Situation.words(cause)) && Situation.words(cause).endsWith("."), cause.name());
    }
  }
}
