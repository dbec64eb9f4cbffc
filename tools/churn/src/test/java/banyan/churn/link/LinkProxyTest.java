package banyan.churn.link;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets on both sides of the proxy. Bounds above are generous: the machine may be busy; those below are not. */
class LinkProxyTest {
  private static final int LISTENER = 7;
  private static final int DIALLER = 3;
  private static final int OTHER = 4;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);

  @SuppressWarnings("NullAway.Init") // each test starts it
  private LinkProxy proxy;

  @SuppressWarnings("NullAway.Init") // each test starts it
  private ServerSocket listener;

  private int port;

  private void start(LinkShape shape) throws IOException {
    proxy = LinkProxy.start(shape, 1);
    port = proxy.open(LISTENER, 0);
    listener = new ServerSocket(port, 16, PeerAddresses.of(LISTENER));
    listener.setSoTimeout(PATIENCE_MILLIS);
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    proxy.close();
  }

  /** Both ends of one link. */
  private record Ends(Socket dialled, Socket accepted) implements AutoCloseable {
    void send(Socket from, byte... bytes) throws IOException {
      from.getOutputStream().write(bytes);
      from.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
      dialled.close();
      accepted.close();
    }
  }

  private Ends connect(int dialler) throws IOException {
    Socket near = new Socket();
    near.bind(new InetSocketAddress(PeerAddresses.of(dialler), 0));
    near.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Socket far = listener.accept();
    near.setSoTimeout(PATIENCE_MILLIS);
    far.setSoTimeout(PATIENCE_MILLIS);
    return new Ends(near, far);
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Test
  void allBytesPassBothWaysInOrder() throws Exception {
    start(LinkShape.NONE);
    byte[] much = noise(3_000_000);
    try (Ends link = connect(DIALLER)) {
      Thread sender = new Thread(() -> {
        try {
          link.send(link.dialled(), much);
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      });
      sender.start();
      assertArrayEquals(much, link.accepted().getInputStream().readNBytes(much.length));
      sender.join();
      link.send(link.accepted(), (byte) 42);
      assertEquals(42, link.dialled().getInputStream().read());
    }
  }

  @Test
  void aDelayedLinkTakesItsRoundTrip() throws Exception {
    start(new LinkShape(60_000_000, 0, 0, false));
    try (Ends link = connect(DIALLER)) {
      // The first byte waits for the connection as well.
      link.send(link.dialled(), (byte) 1);
      link.accepted().getInputStream().read();
      long from = System.nanoTime();
      link.send(link.dialled(), (byte) 2);
      assertEquals(2, link.accepted().getInputStream().read());
      link.send(link.accepted(), (byte) 3);
      assertEquals(3, link.dialled().getInputStream().read());
      double millis = (System.nanoTime() - from) / 1e6;
      assertTrue(millis >= 120, "two ways of 60 ms took " + millis + " ms");
    }
  }

  @Test
  void jitterNeverReorders() throws Exception {
    start(new LinkShape(1_000_000, 20_000_000, 0, false));
    byte[] bytes = noise(200);
    try (Ends link = connect(DIALLER)) {
      for (byte one : bytes) {
        link.send(link.dialled(), one);
      }
      assertArrayEquals(bytes, link.accepted().getInputStream().readNBytes(bytes.length));
    }
  }

  @Test
  void aSlowLinkCarriesItsRateAndHoldsItsSenderBack() throws Exception {
    start(LinkShape.NONE);
    try (Ends link = connect(DIALLER); Ends beside = connect(OTHER)) {
      proxy.shape(LISTENER, DIALLER, proxy.usual().withRate(50_000));
      link.dialled().setSendBufferSize(16_384);
      byte[] much = noise(2_000_000);
      Thread sender = new Thread(() -> {
        try {
          link.send(link.dialled(), much);
        } catch (IOException e) {
          // The test is over, and has closed it.
        }
      });
      sender.start();
      long from = System.nanoTime();
      link.accepted().getInputStream().readNBytes(100_000);
      double seconds = (System.nanoTime() - from) / 1e9;
      assertTrue(seconds >= 1.8, "100 kB at 50 kB/s took " + seconds + " s");
      assertTrue(sender.isAlive(), "two megabytes are not gone: what is under way is bounded");
      // Another link of the same peer is as fast as ever.
      beside.send(beside.dialled(), (byte) 5);
      assertEquals(5, beside.accepted().getInputStream().read());

      proxy.restore(LISTENER, DIALLER);
      link.accepted().getInputStream().readNBytes(500_000);
      assertTrue((System.nanoTime() - from) / 1e9 < 10, "and as fast as ever again");
      link.accepted().close();
      sender.join();
    }
  }

  @Test
  void aSilentLinkDropsAllAndStaysOpenForGood() throws Exception {
    start(LinkShape.NONE);
    try (Ends link = connect(DIALLER); Ends beside = connect(OTHER)) {
      proxy.shape(LISTENER, DIALLER, proxy.usual().silent());
      link.send(link.dialled(), noise(500_000));
      link.send(link.accepted(), noise(500_000));
      link.accepted().setSoTimeout(300);
      assertThrows(SocketTimeoutException.class, () -> link.accepted().getInputStream().read());
      beside.send(beside.dialled(), (byte) 5);
      assertEquals(5, beside.accepted().getInputStream().read());

      proxy.restore(LISTENER, DIALLER);
      link.send(link.dialled(), (byte) 1);
      assertThrows(SocketTimeoutException.class, () -> link.accepted().getInputStream().read(),
          "what was lost on it cannot be made good");
      try (Ends anew = connect(DIALLER)) {
        anew.send(anew.dialled(), (byte) 6);
        assertEquals(6, anew.accepted().getInputStream().read());
      }
      // The end of one side is not told to the other.
      link.dialled().close();
      assertThrows(SocketTimeoutException.class, () -> link.accepted().getInputStream().read());
    }
  }

  @Test
  void aPeerCanBeCutOffAltogether() throws Exception {
    start(LinkShape.NONE);
    try (Ends one = connect(DIALLER); Ends two = connect(OTHER)) {
      proxy.shape(LISTENER, proxy.usual().silent());
      for (Ends link : Arrays.asList(one, two)) {
        link.send(link.dialled(), (byte) 1);
        link.accepted().setSoTimeout(200);
        assertThrows(SocketTimeoutException.class, () -> link.accepted().getInputStream().read());
      }
    }
  }

  @Test
  void theEndOfOneSideIsToldToTheOther() throws Exception {
    start(LinkShape.NONE);
    Ends link = connect(DIALLER);
    link.send(link.dialled(), (byte) 9);
    link.dialled().close();

    assertEquals(9, link.accepted().getInputStream().read());
    assertEquals(-1, link.accepted().getInputStream().read());
    await().atMost(PATIENCE).until(() -> proxy.linkCount() == 0);
    link.close();
  }

  @Test
  void aDoorThatIsShutLetsNobodyIn() throws Exception {
    start(LinkShape.NONE);
    proxy.shut(LISTENER);

    // The proxy's thread shuts it, and the system once that thread selects again.
    InetSocketAddress door = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    await().atMost(PATIENCE).until(() -> {
      try (Socket near = new Socket()) {
        near.connect(door);
        return false;
      } catch (ConnectException e) {
        return true;
      }
    });
  }

  @Test
  void aPeerThatListensNoMoreClosesWhoeverDials() throws Exception {
    start(LinkShape.NONE);
    listener.close();

    try (Socket near = new Socket(InetAddress.getLoopbackAddress(), port)) {
      near.setSoTimeout(PATIENCE_MILLIS);
      int read;
      try {
        read = near.getInputStream().read();
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        read = -1;
      }
      assertEquals(-1, read);
    }
  }
}
