package banyan.churn.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class HostOrderTest {
  @Test
  void whatIsWrittenIsReadOnOneLine() throws Exception {
    HostOrder join = new HostOrder(HostOrder.What.JOIN, 17, new HostOrder.Join(
        "banyan://127.0.0.1:1/x", "http://127.0.0.1:2", "127.1.0.18", 3, "127.0.0.1:3", 5_000_000, 8, true,
        "a \"quoted\"\nname"));
    HostOrder kill = new HostOrder(HostOrder.What.KILL, 17, null);
    HostOrder.Done done = new HostOrder.Done(17, HostOrder.What.JOIN, "an id", null);

    assertFalse(join.toString().contains("\n"));
    assertEquals(join, HostOrder.read(join.toString()));
    assertEquals(kill, HostOrder.read(kill.toString()));
    assertEquals(done, HostOrder.Done.read(done.toString()));
  }
}
