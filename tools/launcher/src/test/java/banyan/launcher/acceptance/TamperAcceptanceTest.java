package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import banyan.protocol.CloseReason;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that pass on what the broadcaster does not send. */
@Tag("tamper")
class TamperAcceptanceTest {
  private static final Figures FIGURES = Figures.of("tamper");
  /** Chunks that go their honest way before and after: two seconds of media. */
  private static final int HONEST_CHUNKS = 20;
  /** Whoever can feed two looks for a place nearer to the root, and may leave before it begins. */
  private static final String ONE_CHILD = "1";

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  static List<TamperingRelay.Flip> flips() {
    return FullRun.choose(List.of(TamperingRelay.Flip.PAYLOAD), List.of(TamperingRelay.Flip.values()));
  }

  @ParameterizedTest
  @MethodSource("flips")
  void aFlippedBitIsNeitherShownNorPassedOnAndWhoSentItIsDroppedWithoutALoss(TamperingRelay.Flip flip)
      throws Exception {
    ReadyLine root = network.broadcast("--upload", "100M").ready();
    String link = String.valueOf(root.link());
    try (TamperingRelay tamperer = TamperingRelay.join(root, flip)) {
      BanyanProcess watch = network.watch(link, "--parent", "127.0.0.1:" + tamperer.port(), "--upload", "100M",
          "--max-children", ONE_CHILD);
      ReadyLine victim = watch.ready();
      ReadyLine below =
          network.watch(link, "--parent", LocalNetwork.address(victim), "--max-children", ONE_CHILD).ready();
      try (LiveReader above = LiveReader.open("the broadcaster", root);
          LiveReader player = LiveReader.open("the victim", victim);
          LiveReader playerBelow = LiveReader.open("the viewer below", below)) {
        assertEquals(tamperer.id(), PeerStatus.of(victim).parent());
        assertEquals(PeerStatus.of(victim).peer(), PeerStatus.of(below).parent());
        awaitMore(below, HONEST_CHUNKS);
        tamperer.begin();
        LocalNetwork.await("it is dropped").until(() -> tamperer.goodbyes().contains(CloseReason.BAD_SIGNATURE));
        LocalNetwork.await("another feeds its victim").until(() ->
            PeerStatus.of(victim).parent().equals(PeerStatus.of(root).peer()));
        awaitMore(below, HONEST_CHUNKS);
        player.assertSameAs(above);
        playerBelow.assertSameAs(above);
      }
      PeerStatus atVictim = PeerStatus.of(victim);
      PeerStatus atBelow = PeerStatus.of(below);
      assertAll(
          () -> assertEquals(1, atVictim.counter("chunksRefused"), "refused"),
          () -> assertEquals(0, atVictim.playback("lost"), "lost"),
          () -> assertEquals(0, atVictim.playback("repeated"), "repeated"),
          () -> assertEquals(0, atBelow.counter("chunksRefused"), "refused below"),
          () -> assertEquals(0, atBelow.playback("lost"), "lost below"),
          () -> assertEquals(0, atBelow.playback("repeated"), "repeated below"),
          () -> assertEquals(0, atBelow.counter("parentChanges"), "changes of parents below"),
          () -> assertFalse(atVictim.hasLinkTo(tamperer.id()), "a link to who was dropped"),
          () -> assertEquals(CloseReason.BAD_SIGNATURE, tamperer.knockAt(LocalNetwork.port(victim)), "it comes again"),
          () -> assertTrue(watch.logLines().stream().anyMatch(l -> l.contains("WARNING")
              && l.contains(tamperer.id().substring(0, 8) + " was dropped")), watch.logLines()::toString));
      String name = flip.name().toLowerCase(Locale.ROOT);
      FIGURES.count(name + ".chunks", atVictim.playback("chunks"));
      FIGURES.count(name + ".lost", atVictim.playback("lost"));
      FIGURES.count(name + ".gaps", atVictim.playback("gaps"));
    }
  }

  private static void awaitMore(ReadyLine viewer, int chunks) {
    long now = PeerStatus.of(viewer).playback("chunks");
    LocalNetwork.await(chunks + " more chunks").until(() ->
        PeerStatus.of(viewer).playback("chunks") >= now + chunks);
  }
}
