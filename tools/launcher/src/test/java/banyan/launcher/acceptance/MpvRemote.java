package banyan.launcher.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Talks to an mpv that runs, over the socket that its settings name. They also keep it from screen and loudspeaker.
 */
final class MpvRemote implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SocketChannel socket;
  private final BufferedReader answers;

  private MpvRemote(SocketChannel socket) {
    this.socket = socket;
    this.answers = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
  }

  /**
   * Writes the settings.
   *
   * @param home what {@code MPV_HOME} is to be; short, since a socket's path must be
   */
  static void settle(Path home) throws IOException {
    Files.writeString(home.resolve("mpv.conf"), "vo=null\nao=null\ninput-ipc-server=" + home.resolve("remote") + "\n");
  }

  /** Waits until an mpv with these settings runs. */
  static MpvRemote connect(Path home) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(home.resolve("remote"));
    SocketChannel socket = LocalNetwork.await("mpv runs").ignoreExceptionsInstanceOf(IOException.class).until(() -> {
      SocketChannel attempt = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        attempt.connect(address);
        return attempt;
      } catch (IOException e) {
        attempt.close();
        throw e;
      }
    }, SocketChannel::isConnected);
    // The next one is not to find this one's.
    Files.delete(home.resolve("remote"));
    return new MpvRemote(socket);
  }

  /** A property's value; missing as long as there is none. */
  JsonNode property(String name) {
    send("get_property", name);
    try {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        JsonNode answer = JSON.readTree(line);
        // Events come in between.
        if (answer.has("error")) {
          return answer.path("data");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("mpv ended before it told its " + name);
  }

  /** As when a person closes its window. */
  void quit() {
    send("quit");
  }

  private void send(String... command) {
    ObjectNode request = JSON.createObjectNode();
    List.of(command).forEach(request.putArray("command")::add);
    ByteBuffer line = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (line.hasRemaining()) {
        socket.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
