package banyan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private final Routes routes = new Routes()
      .get("/", request -> Answer.empty(204))
      .get("/live/{channel}.ts", request -> Answer.empty(204))
      .get("/live/{channel}/index.m3u8", request -> Answer.empty(204))
      .on("PUT", "/v1/channels/{channel}/peers/{peer}", Handler.of(request -> Answer.empty(204)));

  @Test
  void aNamedPartMayStandInsideASegment() {
    assertEquals(
        Map.of("channel", "abc.def"),
        routes.match("GET", Routes.segments("/live/abc.def.ts")).orElseThrow().parameters());
    assertEquals(
        Map.of("channel", "abc", "peer", "p"),
        routes.match("PUT", Routes.segments("/v1/channels/abc/peers/p")).orElseThrow().parameters());
  }

  @Test
  void anEncodedSlashDoesNotSplit() {
    assertEquals(
        Map.of("channel", "../a b+c"),
        routes.match("GET", Routes.segments("/live/..%2Fa%20b+c.ts")).orElseThrow().parameters());
  }

  @Test
  void aNamedPartIsNeverEmpty() {
    assertTrue(routes.match("GET", Routes.segments("/live/.ts")).isEmpty());
    assertTrue(routes.match("PUT", Routes.segments("/v1/channels//peers/p")).isEmpty());
  }

  @Test
  void headIsAnsweredWhereGetIs() {
    assertTrue(routes.match("HEAD", Routes.segments("/")).isPresent());
    assertTrue(routes.match("POST", Routes.segments("/")).isEmpty());
    assertEquals("GET, HEAD", routes.allowed(Routes.segments("/")));
    assertEquals("", routes.allowed(Routes.segments("/nothing")));
  }

  @Test
  void aBrokenPatternIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> routes.get("/a/{b", request -> Answer.empty(204)));
    assertThrows(IllegalArgumentException.class, () -> routes.get("a", request -> Answer.empty(204)));
  }
}
