package banyan.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.Program;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.Endpoint;
import banyan.relay.crypto.Ed25519Key;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who starts a relay wrongly. */
final class RelayPeerMainTest {
  private final String link = new ChannelLink(
      List.of(Endpoint.tcp("127.0.0.1", 7170)), ChannelId.of(Ed25519Key.generate().publicKey()), Optional.empty())
      .toString();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Program.commandLine(new RelayPeerMain())
        .setErr(new PrintWriter(err)).setOut(new PrintWriter(new StringWriter())).execute(args);
  }

  private void assertSentence(String part) {
    assertTrue(err.toString().contains(part), err.toString());
    assertFalse(err.toString().contains("\tat "), err.toString());
  }

  @Test
  void aWrongLinkIsWrongUsage() {
    assertEquals(2, run("http://example.org/"));
    assertSentence("is no channel link");
  }

  @Test
  void noLinkIsWrongUsage() {
    assertEquals(2, run());
    assertSentence("LINK");
  }

  @Test
  void aTakenPeerPortIsToldWithWhatToDo(@TempDir Path home) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "" + taken.getLocalPort();
      assertEquals(1, run(link, "--bind", "127.0.0.1", "--port", port, "--http-port", "0",
          "--identity", home.resolve("id").toString()));
      assertSentence("Port " + port + " is taken by another program: choose another with --port, or --port 0");
    }
  }

  @Test
  void aTakenHttpPortIsToldByItsOwnOption(@TempDir Path home) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "" + taken.getLocalPort();
      assertEquals(1, run(link, "--bind", "127.0.0.1", "--port", "0", "--http-port", port,
          "--identity", home.resolve("id").toString()));
      assertSentence("choose another with --http-port");
    }
  }

  @Test
  void anIdentityThatIsNoneIsNamed(@TempDir Path home) throws Exception {
    Path file = Files.writeString(home.resolve("id"), "nonsense");
    Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    assertEquals(1, run(link, "--port", "0", "--http-port", "0", "--identity", file.toString()));
    assertSentence(file.toString());
  }
}
