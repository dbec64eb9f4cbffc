package banyan.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.directory.DirectoryException.Reason;
import banyan.http.Answer;
import banyan.http.HttpConfig;
import banyan.http.HttpServer;
import banyan.http.Routes;
import java.net.ServerSocket;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a client makes of servers that are no index; the index's own answers are tested where the index is. */
class DirectoryClientTest {
  private static DirectoryException failureOfList(String url) {
    ExecutionException failure = assertThrows(
        ExecutionException.class,
        () -> new DirectoryClient(url).channels(ChannelQuery.ALL).get(20, TimeUnit.SECONDS));
    return assertInstanceOf(DirectoryException.class, failure.getCause());
  }

  private static DirectoryException failureAgainst(Answer answer) throws Exception {
    try (HttpServer server = HttpServer.start(
        HttpConfig.on("127.0.0.1", 0), new Routes().get("/v1/channels", request -> answer))) {
      return failureOfList("http://127.0.0.1:" + server.port());
    }
  }

  @Test
  void anIndexThatIsDownIsSaidInOneSentence() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    DirectoryException failure = failureOfList("http://127.0.0.1:" + port + "/");
    assertEquals(Reason.UNREACHABLE, failure.reason());
    assertEquals(
        "The index at http://127.0.0.1:" + port
            + " did not answer: nothing listens there, or a firewall is in the way.",
        failure.getMessage());
  }

  @Test
  void anEndlessAnswerIsCutOff() throws Exception {
    DirectoryException failure =
        failureAgainst(Answer.of(200, "application/json", new byte[DirectoryLimits.MAX_ANSWER_BYTES + 1]));
    assertEquals(Reason.NO_INDEX, failure.reason());
    assertTrue(String.valueOf(failure.getMessage()).contains("too long"), failure.getMessage());
  }

  @Test
  void anAnswerThatIsNoIndexIsSaidSo() throws Exception {
    assertEquals(Reason.NO_INDEX, failureAgainst(Answer.text(200, "text/html", "<html>")).reason());
    assertEquals(Reason.NO_INDEX, failureAgainst(Answer.text(500, "text/html", "<html>")).reason());
    assertEquals(
        Reason.NO_INDEX, failureAgainst(Answer.empty(302).with("location", "http://127.0.0.1:1/")).reason());
    assertEquals(Reason.NO_INDEX, failureAgainst(Answer.text(200, "application/json", "{}")).reason());
  }

  @Test
  void aRefusalCarriesTheIndexsOwnWords() throws Exception {
    DirectoryException failure = failureAgainst(Answer.error(429, "Too many requests."));
    assertEquals(Reason.REFUSED, failure.reason());
    assertEquals(429, failure.status());
    assertTrue(String.valueOf(failure.getMessage()).endsWith(" refused: Too many requests."));
  }

  @Test
  void whatIsNoUrlOfAnIndexIsRefusedAtOnce() {
    for (String text : new String[] {"", "localhost:7180", "ftp://h", "http://", "http://h/?q", "http://a b"}) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> new DirectoryClient(text));
      assertTrue(String.valueOf(refused.getMessage()).startsWith("'" + text + "' is no address of an index."));
    }
  }
}
