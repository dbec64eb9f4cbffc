package banyan.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AllowedHostsTest {
  @Test
  void aLoopbackServerAnswersOnlyUnderLoopbackNames() {
    AllowedHosts hosts = AllowedHosts.forBind("127.0.0.1");
    assertTrue(hosts.allows("localhost"));
    assertTrue(hosts.allows("LOCALHOST:7180"));
    assertTrue(hosts.allows("127.0.0.1:1"));
    assertTrue(hosts.allows("[::1]:7180"));
    assertFalse(hosts.allows("rebound.example:7180"));
    assertFalse(hosts.allows("127.0.0.1.rebound.example"));
    assertFalse(hosts.allows("192.168.1.4"));
    assertFalse(hosts.allows(""));
  }

  @Test
  void aServerOnTheNetworkAnswersUnderAddressesAndItsOwnNames() {
    AllowedHosts hosts = AllowedHosts.addressesAnd(Set.of("Media.Example"));
    assertTrue(hosts.allows("192.168.1.4:7180"));
    assertTrue(hosts.allows("[2001:db8::1]"));
    assertTrue(hosts.allows("media.example:80"));
    assertFalse(hosts.allows("rebound.example"));
    assertFalse(hosts.allows("192.168.1.4.rebound.example"));
  }
}
