package banyan.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@SuppressWarnings("AddressSelection") // addresses in digits, which nobody resolves
class SourceTest {
  @Test
  void ipv6SourcesCountByTheirHousehold() throws Exception {
    Source one = Source.of(InetAddress.getByName("2001:db8:1:2::5"));
    Source other = Source.of(InetAddress.getByName("2001:db8:1:2:ffff::9"));
    assertEquals("2001:db8:1:2", one.group());
    assertEquals(one.group(), other.group());
    assertEquals("192.0.2.7", Source.of(InetAddress.getByName("192.0.2.7")).group());
    assertTrue(Source.of(InetAddress.getByName("::1")).local());
    assertFalse(one.local());
  }

  @Test
  void aSourceThatAsksTooMuchWaitsAndOthersDoNot() {
    SourceRates rates = new SourceRates(2, 5, 100);
    for (int i = 0; i < 5; i++) {
      assertTrue(rates.admits("a", 0));
    }
    assertFalse(rates.admits("a", 0));
    assertTrue(rates.admits("b", 0));
    assertFalse(rates.admits("a", 499_999));
    assertTrue(rates.admits("a", 500_001));
    assertFalse(rates.admits("a", 500_002));
  }

  @Test
  void soManySourcesAreKeptInMindAndNoMore() {
    SourceRates rates = new SourceRates(1, 1, 50);
    for (int i = 0; i < 1_000; i++) {
      assertTrue(rates.admits("s" + i, 0));
    }
    assertEquals(50, rates.sourceCount());
  }

  @Test
  void aPeerOnTheIndexsMachineIsNamedByTheHostThatTheAskerKnows() {
    PeerAddress here = PeerAddress.of(Endpoint.tcp("127.0.0.1", 7170));
    Asker stranger = new Asker(false, Optional.of("index.example"), "http://index.example");
    assertEquals(List.of(Endpoint.tcp("index.example", 7170)), stranger.view(here).endpoints());
    assertEquals(here, new Asker(true, Optional.of("index.example"), "http://index.example").view(here));
    PeerAddress advertised = new PeerAddress(
        List.of(Endpoint.tcp("127.0.0.1", 7170), Endpoint.tcp("home.example", 9000)),
        PeerAddress.Reachability.VERIFIED);
    assertEquals(List.of(Endpoint.tcp("home.example", 9000)), stranger.view(advertised).endpoints());
    PeerAddress elsewhere = PeerAddress.of(Endpoint.tcp("192.0.2.1", 7170));
    assertEquals(elsewhere, stranger.view(elsewhere));
    assertFalse(new Asker(false, Optional.empty(), "http://x").view(here).isDialable());
  }
}
