package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody on the way between two programs learns and can do; and what those say who do not agree to encrypt. */
@Tag("tls")
class TlsAcceptanceTest {
  private static final Figures FIGURES = Figures.of("tls");
  private static final int TS_PACKET_BYTES = 188;
  /** Of random bytes one in 2^40 places looks like that many sync bytes in a row. */
  private static final int SYNC_BYTES_IN_A_ROW = 5;
  private static final int CHUNKS = 30;

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  private static ChannelId channel(ReadyLine root) {
    return ChannelId.parse(String.valueOf(root.channel()));
  }

  /** The channel's link, with whoever is on the way as its only address. */
  private static String through(Wiretap tap, ReadyLine root) {
    return new ChannelLink(WireLink.at(tap.port()).endpoints(), channel(root), Optional.empty()).toString();
  }

  @Test
  void whoListensSeesTheStreamOfPlainPeersAndNothingOfOthers() throws Exception {
    List<byte[]> encrypted = overheard();
    List<byte[]> plain = overheard("--plain");
    assertTrue(plain.stream().anyMatch(TlsAcceptanceTest::showsMedia), "a tap that hears nothing shows nothing");
    assertTrue(plain.stream().anyMatch(heard -> showsWord(heard, "banyan broadcast")));
    for (byte[] heard : encrypted) {
      assertEquals(0x16, heard[0], "TLS from the first byte on");
      assertFalse(showsMedia(heard));
      assertFalse(showsWord(heard, "banyan broadcast"));
      assertFalse(showsWord(heard, "banyan relay"));
    }
    FIGURES.count("encrypted.bytes", encrypted.stream().mapToLong(one -> one.length).sum());
  }

  /** What goes by between a broadcaster and a relay that it feeds, until some chunks have gone. */
  private List<byte[]> overheard(String... how) throws Exception {
    BanyanProcess broadcast = network.broadcast(how);
    ReadyLine root = broadcast.ready();
    try (Wiretap tap = Wiretap.passiveAt(LocalNetwork.port(root))) {
      BanyanProcess relay = network.relay(through(tap, root), how);
      ReadyLine ready = relay.ready();
      LocalNetwork.await("chunks come through the tap").until(() ->
          PeerStatus.of(ready).isAttached() && PeerStatus.of(ready).counter("chunksReceived") >= CHUNKS);
      String says = PeerStatus.of(ready).json().at("/encryption/protocol").asText();
      assertEquals(how.length == 0 ? "TLSv1.3" : "none", says);
      relay.kill();
      broadcast.kill();
      return tap.heard().stream().filter(one -> one.length > 0).toList();
    }
  }

  private static boolean showsMedia(byte[] heard) {
    for (int at = 0; at + (SYNC_BYTES_IN_A_ROW - 1) * TS_PACKET_BYTES < heard.length; at++) {
      int row = 0;
      while (row < SYNC_BYTES_IN_A_ROW && heard[at + row * TS_PACKET_BYTES] == 0x47) {
        row++;
      }
      if (row == SYNC_BYTES_IN_A_ROW) {
        return true;
      }
    }
    return false;
  }

  private static boolean showsWord(byte[] heard, String word) {
    return new String(heard, StandardCharsets.ISO_8859_1).contains(word);
  }

  @Test
  void whoIsInBetweenAndWhoDoesNotEncryptAreTurnedAwayAndToldWhy() throws Exception {
    BanyanProcess broadcast = network.broadcast();
    ReadyLine root = broadcast.ready();
    try (Wiretap between = Wiretap.activeAt(LocalNetwork.port(root))) {
      List<BanyanProcess> refused = new ArrayList<>();
      refused.add(network.relay(through(between, root)));
      refused.add(network.relay(String.valueOf(root.link()), "--plain"));
      BanyanProcess plainRoot = network.broadcast(
          "--plain", "--key", processes.files().resolve("plain.key").toAbsolutePath().toString());
      refused.add(network.relay(String.valueOf(plainRoot.ready().link())));
      awaitLog(broadcast, "(BAD_PROOF");
      assertTrue(between.heardBytes() > 0, "both ends spoke to who is in between");
      awaitLog(refused.get(1), "one encrypts its links and the other was started with --plain");
      awaitLog(plainRoot, "(WRONG_TRANSPORT");
      awaitLog(refused.get(2), "one encrypts its links and the other was started with --plain");
      for (BanyanProcess relay : refused) {
        PeerStatus status = PeerStatus.of(relay.ready());
        assertFalse(status.isAttached(), relay.name());
        assertEquals(0, status.counter("chunksReceived"), relay.name());
      }
      assertEquals(0, PeerStatus.of(root).number("children"));
    }
  }

  private static void awaitLog(BanyanProcess process, String says) {
    LocalNetwork.await(process.name() + " says '" + says + "'")
        .until(() -> process.logLines().stream().anyMatch(line -> line.contains(says)));
  }
}
