package banyan.relay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
  private final Admission admission = new Admission(new TransportLimits(4, 2, 6, 3, 1_000));

  private static InetAddress at(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
  }

  @Test
  void oneAddressCannotTakeAllHandshakesOrLinks() throws Exception {
    assertTrue(admission.enter(at(1)));
    assertTrue(admission.enter(at(1)));
    assertFalse(admission.enter(at(1)), "two in handshake");
    admission.handshakeOver(at(1));
    assertTrue(admission.enter(at(1)));
    admission.handshakeOver(at(1));
    admission.handshakeOver(at(1));
    assertFalse(admission.enter(at(1)), "three links");
    assertTrue(admission.enter(at(2)));
    admission.leave(at(1));
    assertTrue(admission.enter(at(1)));
  }

  @Test
  void allTogetherHaveALimitToo() throws Exception {
    for (int i = 1; i <= 4; i++) {
      assertTrue(admission.enter(at(i)));
    }
    assertFalse(admission.enter(at(5)));
    for (int i = 1; i <= 4; i++) {
      admission.handshakeOver(at(i));
      admission.leave(at(i));
    }
    assertEquals(0, admission.links());
    assertEquals(0, admission.handshakes());
  }

  @Test
  void thisMachineHasTheWholeLimitToItself() {
    for (int i = 0; i < 4; i++) {
      assertTrue(admission.enter(InetAddress.getLoopbackAddress()));
    }
    assertFalse(admission.enter(InetAddress.getLoopbackAddress()));
  }
}
