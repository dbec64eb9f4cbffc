package banyan.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.directory.DirectoryException.Reason;
import banyan.testing.HostileJson;
import banyan.protocol.Candidate;
import banyan.protocol.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whatever answers in an index's place, a client comes to an answer or to one sentence, in time and in bounds. */
class HostileIndexTest {
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
  private static final String CHUNKED = OK + "transfer-encoding: chunked\r\n\r\n";

  private static final List<Object> ANSWERS = List.of(
      new JoinAnswer("token", 10_000, 30_000, "203.0.113.9", new DialBack(DialBack.Outcome.REACHED, ""),
          List.of(Candidate.at(Endpoint.tcp("203.0.113.9", 7170)))),
      new RenewAnswer(10_000, 30_000, "203.0.113.9", new DialBack(DialBack.Outcome.FAILED, "no")),
      new CandidateList(List.of(Candidate.at(Endpoint.tcp("example.org", 7170)))),
      new Publication("token", 30_000),
      new ChannelPage(List.of(), 1, Optional.of("cursor")),
      new ErrorAnswer("No."));

  /** What one connection is told. */
  private interface Manner {
    void speak(OutputStream out) throws IOException;
  }

  /** Lets a client ask once, and tells what came of it. */
  private static DirectoryException failureAgainst(Manner manner) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> {
        try (Socket socket = listener.accept()) {
          socket.getInputStream().read();
          manner.speak(socket.getOutputStream());
        } catch (IOException e) {
          // The client has gone.
        }
      });
      server.setDaemon(true);
      server.start();
      DirectoryClient client = new DirectoryClient("http://127.0.0.1:" + listener.getLocalPort(), SHORT);
      ExecutionException failure = assertThrows(
          ExecutionException.class, () -> client.channels(ChannelQuery.ALL).get(20, TimeUnit.SECONDS));
      return assertInstanceOf(DirectoryException.class, failure.getCause());
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws Exception {
    DirectoryException failure = failureAgainst(out -> {
      write(out, CHUNKED);
      while (true) {
        write(out, "1000\r\n" + " ".repeat(0x1000) + "\r\n");
      }
    });
    assertEquals(Reason.NO_INDEX, failure.reason());
  }

  @Test
  void anAnswerThatDripsIsNotWaitedFor() throws Exception {
    DirectoryException failure = failureAgainst(out -> {
      write(out, CHUNKED);
      while (true) {
        write(out, "1\r\n \r\n");
        try {
          TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    });
    assertEquals(Reason.UNREACHABLE, failure.reason());
    assertTrue(String.valueOf(failure.getMessage()).contains("took too long"), failure.getMessage());
  }

  /** What is read before is the JDK's to say: 384 KiB. */
  @Test
  void headersWithoutEndAreCutOff() throws Exception {
    AtomicLong sent = new AtomicLong();
    assertEquals(Reason.UNREACHABLE, failureAgainst(out -> {
      write(out, OK);
      while (true) {
        write(out, "x: y\r\n".repeat(100));
        sent.addAndGet(600);
      }
    }).reason());
    assertTrue(sent.get() < 32 << 20, sent + " bytes went out, and the kernel holds but a part of that");
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    assertEquals(Reason.NO_INDEX, failureAgainst(out -> write(
        out, "HTTP/1.1 307 Over there\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")).reason());
  }

  @Test
  void whatIsNoHttpIsNoIndex() throws Exception {
    assertEquals(Reason.UNREACHABLE, failureAgainst(out -> write(out, "SSH-2.0-x\r\n")).reason());
    assertEquals(Reason.UNREACHABLE, failureAgainst(out -> {}).reason());
  }

  @Test
  void anIndexsOwnWordsAreShortAndPlain() throws Exception {
    String error = "{\"error\":\"\\u001b[2J\\u202eno\\n" + "a".repeat(100_000) + "\"}";
    DirectoryException failure = failureAgainst(out -> write(
        out, "HTTP/1.1 403 No\r\ncontent-length: " + error.length() + "\r\n\r\n" + error));
    String said = String.valueOf(failure.getMessage());
    assertEquals(Reason.REFUSED, failure.reason());
    assertTrue(said.length() < 1_000, said.length() + " characters");
    assertTrue(said.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0x202e), said);
  }

  @Property(tries = 1_000)
  void anyJsonIsReadOrRefusedWithASentence(@ForAll("answers") String json) {
    for (Object answer : ANSWERS) {
      try {
        Object read = DirectoryJson.read(json.getBytes(StandardCharsets.UTF_8), answer.getClass());
        assertEquals(read, DirectoryJson.read(DirectoryJson.write(read), answer.getClass()));
      } catch (IllegalArgumentException e) {
        assertTrue(String.valueOf(e.getMessage()).length() > 10, "no sentence: " + e);
        assertTrue(String.valueOf(e.getMessage()).length() < 1_000, "a long one: " + e);
      }
    }
  }

  @Provide
  Arbitrary<String> answers() {
    return Arbitraries.of(ANSWERS)
        .flatMap(answer -> HostileJson.near(new String(DirectoryJson.write(answer), StandardCharsets.UTF_8)));
  }
}
