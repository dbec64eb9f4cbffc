package banyan.player.playback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionAddressTest {
  private static final String LIST = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=800000\r\nsession/00ff.m3u8\n";

  private HttpServer peer;

  @BeforeEach
  void start() throws IOException {
    peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    peer.createContext("/live/abc/session.m3u8", exchange -> {
      byte[] body = LIST.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    peer.createContext("/live/abc/session/00ff.m3u8", exchange -> {
      exchange.getResponseHeaders().add("banyan-new-start-micros", "1500000");
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    peer.start();
  }

  @AfterEach
  void stop() {
    peer.stop(0);
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + peer.getAddress().getPort() + path);
  }

  @Test
  void aSessionIsPlayedAtItsOwnPlaylist() throws Exception {
    assertEquals(url("/live/abc/session/00ff.m3u8"),
        new SessionAddress().begin(url("/live/abc/session.m3u8?viewer=no")).get(20, TimeUnit.SECONDS));
  }

  @Test
  void aSessionTellsWhereANewPlayerWouldBegin() throws Exception {
    SessionAddress sessions = new SessionAddress();
    assertEquals(1_500_000, sessions.newStartMicros(url("/live/abc/session/00ff.m3u8")).get(20, TimeUnit.SECONDS));
    ExecutionException e = assertThrows(ExecutionException.class,
        () -> sessions.newStartMicros(url("/live/abc/session.m3u8")).get(20, TimeUnit.SECONDS));
    assertInstanceOf(IOException.class, e.getCause());
  }

  @Test
  void aPeerThatHasNoneIsAFailure() {
    ExecutionException e = assertThrows(ExecutionException.class,
        () -> new SessionAddress().begin(url("/live/other/session.m3u8")).get(20, TimeUnit.SECONDS));
    assertInstanceOf(IOException.class, e.getCause());
    assertThrows(CompletionException.class, () -> SessionAddress.playlist("#EXTM3U\n\n"));
  }
}
