package banyan.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import banyan.protocol.ChannelLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyLineTest {
  private static final String CHANNEL = "a".repeat(52);

  @Test
  void aRelaysLineHasItsKeysInTheOrderThatIsPromised() {
    ReadyLine line = ReadyLine.of("relay")
        .withHttp("http://127.0.0.1:7180")
        .withPort(7171)
        .withLink(ChannelLink.parse("banyan://127.0.0.1:7170/" + CHANNEL));
    assertEquals(
        "{\"ready\":\"relay\",\"channel\":\"" + CHANNEL + "\",\"link\":\"banyan://127.0.0.1:7170/" + CHANNEL
            + "\",\"port\":7171,\"http\":\"http://127.0.0.1:7180\"}",
        line.toString());
    assertEquals(line, ReadyLine.parse(line.toString()));
  }

  @Test
  void anIndexHasAnUrlAndNothingElse() {
    assertEquals(
        "{\"ready\":\"index\",\"url\":\"http://127.0.0.1:7180\"}",
        ReadyLine.of("index").withUrl("http://127.0.0.1:7180").toString());
  }

  @Test
  void keysOfALaterVersionArePassedOver() {
    assertEquals(ReadyLine.of("relay"), ReadyLine.parse("{\"ready\":\"relay\",\"colour\":\"green\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ready", "{}", "{\"ready\":null}", "[1]", "{\"ready\":"})
  void whatIsNoReadyLineIsRefused(String line) {
    assertThrows(IllegalArgumentException.class, () -> ReadyLine.parse(line));
  }
}
