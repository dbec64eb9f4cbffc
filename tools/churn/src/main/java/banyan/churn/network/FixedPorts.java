package banyan.churn.network;

import banyan.program.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for those who come back at the same one. They are below those that the kernel gives to whoever connects: while
 * a peer is away, nobody else is to get its port by chance.
 */
final class FixedPorts {
  private static final int FIRST = 10_000;
  private static final int COUNT = 22_000;

  /** Two runs at a time begin at different ones. */
  private static final AtomicInteger NEXT = new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % COUNT));

  private FixedPorts() {}

  /** One that nobody listens on. */
  static int next() throws Failure {
    for (int i = 0; i < COUNT; i++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException e) {
        // Somebody has it: the next one may do.
      }
    }
    throw new Failure("There is no free port from " + FIRST + " to " + (FIRST + COUNT) + " on this machine.");
  }
}
