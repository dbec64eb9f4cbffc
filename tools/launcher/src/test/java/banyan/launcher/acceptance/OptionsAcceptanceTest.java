package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import banyan.program.ReadyLine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person says about upload, children, addresses and the index is what happens. */
@Tag("options")
class OptionsAcceptanceTest {
  private static final String NOBODY = "127.0.0.1:1";

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  private static void awaitAttached(List<BanyanProcess> peers) {
    peers.forEach(peer -> LocalNetwork.await(peer.name() + " is attached").until(() ->
        PeerStatus.of(peer.ready()).isAttached()));
  }

  private static List<Long> depths(List<BanyanProcess> peers) {
    return peers.stream().map(peer -> PeerStatus.of(peer.ready()).number("depth")).sorted().toList();
  }

  @Test
  void nobodyFeedsMoreThanMaxChildren() {
    BanyanProcess root = network.broadcast("--max-children", "1");
    String link = String.valueOf(root.ready().link());
    List<BanyanProcess> relays = Stream.generate(() -> network.relay(link, "--max-children", "1", "--upload", "100M"))
        .limit(3).toList();
    awaitAttached(relays);
    assertEquals(List.of(1L, 2L, 3L), depths(relays));
    assertEquals(1, PeerStatus.of(root.ready()).number("slots"));
    assertEquals(1, PeerStatus.of(root.ready()).number("children"));
  }

  /**
   * Of 10 Mbit/s a tenth is kept: what is left carries 3 Mbit/s with their framing twice. For a moment there may be one
   * too many: whoever comes with more slots than a child has is let in before that child has moved.
   */
  @Test
  void uploadIsDividedByTheRateOfTheStream() {
    BanyanProcess root = network.broadcast("--rate", "3M", "--upload", "10M");
    String link = String.valueOf(root.ready().link());
    List<BanyanProcess> relays = Stream.generate(() -> network.relay(link, "--upload", "10M")).limit(3).toList();
    LocalNetwork.await("two are fed by the root, and one by one of them").until(() ->
        depths(relays).equals(List.of(1L, 1L, 2L)));
    for (BanyanProcess peer : Stream.concat(Stream.of(root), relays.stream()).toList()) {
      assertEquals(2, PeerStatus.of(peer.ready()).number("slots"), peer.name());
    }
  }

  @Test
  void strangersAreToldTheAdvertisedAddresses() {
    BanyanProcess root = network.broadcast("--advertise", "tree.example.org:7170", "--advertise", "192.0.2.9:7171");
    ReadyLine ready = root.ready();
    String both = "tree.example.org:7170,192.0.2.9:7171";
    assertEquals("banyan://" + both + "/" + ready.channel(), ready.link());
    assertEquals(List.of(both.split(",", -1)), PeerStatus.of(ready).addresses());
    LocalNetwork.await("the link is shown").until(() ->
        root.logLines().stream().anyMatch(l -> l.startsWith("Link") && l.endsWith(String.valueOf(ready.link()))));
  }

  @Test
  void aRelayThatKnowsOnlyTheIndexFindsTheChannel() {
    String index = String.valueOf(network.index().ready().url());
    BanyanProcess root = network.broadcast("--index", index, "--upload", "100M");
    String channel = String.valueOf(root.ready().channel());
    LocalNetwork.await("the index has reached it").until(() ->
        root.logLines().stream().anyMatch(l -> l.startsWith("Reach") && l.contains("has reached port")));
    // None feeds another: the index knows those that came before, too.
    List<BanyanProcess> relays = List.of(
        network.relay("banyan:///" + channel + "?index=" + index, "--max-children", "0"),
        network.relay("banyan://" + NOBODY + "/" + channel + "?index=" + index, "--max-children", "0"),
        network.relay("banyan://" + NOBODY + "/" + channel, "--index", index, "--max-children", "0"));
    awaitAttached(relays);
    assertEquals(List.of(1L, 1L, 1L), depths(relays));
  }

  @Test
  void aBroadcasterIsToldWhatTheIndexFindsLater() {
    BanyanProcess index = network.index();
    String url = String.valueOf(index.ready().url());
    index.freeze();
    BanyanProcess root = network.broadcast("--index", url);
    LocalNetwork.await("the index is missed").until(() ->
        root.logLines().stream().anyMatch(l -> l.startsWith("Reach") && l.contains("has not answered")));
    index.thaw();
    LocalNetwork.await("the index has reached it").until(() ->
        root.logLines().stream().anyMatch(l -> l.startsWith("Reach") && l.contains("has reached port")));
  }
}
