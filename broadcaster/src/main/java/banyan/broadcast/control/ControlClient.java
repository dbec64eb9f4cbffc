package banyan.broadcast.control;

import banyan.program.Failure;
import banyan.protocol.About;
import banyan.protocol.Detail;
import banyan.protocol.PlainText;
import banyan.relay.crypto.ChannelKey;
import banyan.relay.crypto.ControlFile;
import banyan.relay.crypto.KeyFileException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Talks to the program that broadcasts a channel on this computer, for its owner. Every failure is a sentence. */
public final class ControlClient {
  /** It is on this computer, and does next to nothing. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  /** All that a channel can say takes a tenth. */
  private static final int MAX_ANSWER_BYTES = 65_536;
  private static final int MAX_SENTENCE_CHARS = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path keyFile;
  private final ControlFile.Door door;

  private ControlClient(Path keyFile, ControlFile.Door door) {
    this.keyFile = keyFile;
    this.door = door;
  }

  /**
   * @param key the channel's; empty for the usual one
   * @throws Failure if no program broadcasts with it
   */
  public static ControlClient of(Optional<Path> key) throws Failure {
    Path keyFile = ChannelKey.fileOr(key);
    try {
      return new ControlClient(keyFile, ControlFile.read(keyFile).orElseThrow(() -> new Failure(
          "Nobody broadcasts with the key " + keyFile + " now: start 'banyan broadcast"
              + key.map(file -> " --key " + file).orElse("") + "', or name the key of the one that runs with --key.")));
    } catch (KeyFileException e) {
      throw new Failure(String.valueOf(e.getMessage()), e);
    }
  }

  /** What the channel says of itself now. */
  public About show() throws Failure, InterruptedException {
    return ask("GET", HttpRequest.BodyPublishers.noBody());
  }

  /**
   * Has it say something else.
   *
   * @param texts empty ones are taken away
   * @return what it says then
   */
  public About change(Map<Detail, String> texts) throws Failure, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    texts.forEach((detail, text) -> body.put(detail.key(), text));
    return ask("PATCH", HttpRequest.BodyPublishers.ofString(body.toString()));
  }

  private About ask(String method, HttpRequest.BodyPublisher body) throws Failure, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(door.url() + ChannelControl.PATH))
        .timeout(ANSWER_WITHIN)
        .header("authorization", "Bearer " + door.token())
        .header("content-type", "application/json")
        .method(method, body)
        .build();
    try {
      HttpResponse<InputStream> answer = HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(ANSWER_WITHIN)
          .build()
          .send(request, HttpResponse.BodyHandlers.ofInputStream());
      byte[] read;
      try (InputStream in = answer.body()) {
        read = in.readNBytes(MAX_ANSWER_BYTES);
      }
      return judged(answer.statusCode(), read);
    } catch (ConnectException e) {
      throw new Failure("The program that broadcast with the key " + keyFile + " has ended without a word: nothing "
          + "listens at " + door.url() + " any more. Start it again.", e);
    } catch (IOException e) {
      throw new Failure("The program that broadcasts with the key " + keyFile + " does not answer at " + door.url()
          + ": it may be held up. Try again, or start it again.", e);
    }
  }

  private About judged(int status, byte[] body) throws Failure {
    return switch (status) {
      case 200 -> about(body);
      case 400, 503 -> throw new Failure(sentence(body));
      // Whatever has the port by now.
      case 401, 403, 404, 405 -> throw new Failure("What listens at " + door.url() + " does not know the token in "
          + ControlFile.of(keyFile) + ": the program that left it has ended. Start the broadcast again, or name the "
          + "key of the one that runs with --key.");
      default -> throw notBanyan(status);
    };
  }

  private About about(byte[] body) throws Failure {
    JsonNode said = read(body);
    if (!said.path("channel").isTextual()) {
      throw notBanyan(200);
    }
    Map<String, String> details = new LinkedHashMap<>();
    for (Detail detail : Detail.values()) {
      details.put(detail.key(), said.path(detail.key()).asText(""));
    }
    return About.read(said.path(Detail.TITLE.key()).asText(""), details);
  }

  private static JsonNode read(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }

  private static String sentence(byte[] body) {
    return PlainText.of(read(body).path("error").asText(new String(body, StandardCharsets.UTF_8)), MAX_SENTENCE_CHARS);
  }

  private Failure notBanyan(int status) {
    return new Failure("What listens at " + door.url() + " is not Banyan (it answers with status " + status
        + "): the program that broadcast with the key " + keyFile + " has ended. Start it again.");
  }
}
