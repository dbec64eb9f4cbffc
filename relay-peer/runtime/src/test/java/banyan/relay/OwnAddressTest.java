package banyan.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress.Reachability;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OwnAddressTest {
  private static final InetAddress ANY = address(0, 0, 0, 0);

  private static InetAddress address(int... bytes) {
    byte[] raw = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      raw[i] = (byte) bytes[i];
    }
    try {
      return InetAddress.getByAddress(raw);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatTheOwnerSaysStands() {
    Endpoint said = Endpoint.tcp("example.org", 9);
    OwnAddress own = OwnAddress.of(List.of(said), ANY, 7171);
    assertFalse(own.observedAt("203.0.113.9"));
    assertEquals(List.of(said), own.now().endpoints());
  }

  @Test
  void whereItIsBoundIsAllThereIs() {
    OwnAddress own = OwnAddress.of(List.of(), address(127, 0, 0, 1), 7171);
    assertFalse(own.observedAt("203.0.113.9"));
    assertEquals(List.of(Endpoint.tcp("127.0.0.1", 7171)), own.now().endpoints());
  }

  @Test
  void aPublicAddressThatOthersSeeComesFirstAndALoopbackLast() {
    OwnAddress own = OwnAddress.of(List.of(), ANY, 7171);
    assertTrue(own.observedAt("127.0.0.1"));
    List<Endpoint> local = own.now().endpoints();
    assertEquals(Endpoint.tcp("127.0.0.1", 7171), local.get(local.size() - 1));
    assertTrue(own.observedAt("203.0.113.9"));
    assertEquals(Endpoint.tcp("203.0.113.9", 7171), own.now().endpoints().get(0));
    assertFalse(own.observedAt("203.0.113.9"), "no news");
  }

  @Test
  void whatIsNoAddressIsPassedOver() {
    OwnAddress own = OwnAddress.of(List.of(), ANY, 7171);
    assertFalse(own.observedAt("evil.example"));
    assertFalse(own.observedAt(""));
  }

  @Test
  void manyWordsFromOthersDoNotMakeALongAddress() {
    OwnAddress own = OwnAddress.of(List.of(), ANY, 7171);
    for (int i = 0; i < 100; i++) {
      own.observedAt("203.0.113." + i);
      own.observedAt("2001:db8::" + i);
    }
    assertTrue(own.now().endpoints().size() <= 6, own.now().toString());
    assertTrue(own.now().endpoints().contains(Endpoint.tcp("203.0.113.99", 7171)), "the newest counts");
  }

  @Test
  void aDialBackDecidesOnReachability() {
    OwnAddress own = OwnAddress.of(List.of(), ANY, 7171);
    assertEquals(Reachability.UNKNOWN, own.now().reachability());
    assertTrue(own.reached(true));
    assertEquals(Reachability.VERIFIED, own.now().reachability());
    assertFalse(own.reached(true));
    assertTrue(own.reached(false));
    assertEquals(Reachability.DIAL_OUT_ONLY, own.now().reachability());
  }
}
