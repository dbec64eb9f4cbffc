package banyan.launcher.acceptance;

import banyan.program.ReadyLine;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a peer said of itself at {@code /status}, at one moment; of its channels the only one. */
record PeerStatus(JsonNode json) {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();

  static PeerStatus of(ReadyLine ready) {
    return new PeerStatus(json(ready.http() + "/status"));
  }

  /** What else a peer says in JSON. */
  static JsonNode json(String url) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER_WITHIN).build();
    try {
      return JSON.readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + request.uri(), e);
    }
  }

  String peer() {
    return json.path("peer").asText();
  }

  /** Where it says that strangers can dial it. */
  List<String> addresses() {
    List<String> addresses = new ArrayList<>();
    json.path("addresses").forEach(address -> addresses.add(address.asText()));
    return addresses;
  }

  private JsonNode channel() {
    return json.path("channels").path(0);
  }

  boolean isAttached() {
    return channel().path("phase").asText().equals("ATTACHED");
  }

  /** Whether the broadcaster has ended the channel. */
  boolean isEnded() {
    return channel().path("ended").asBoolean();
  }

  /** The id of the peer that feeds this one; empty if nobody does. */
  String parent() {
    return channel().path("parent").asText("");
  }

  boolean hasLinkTo(String peer) {
    for (JsonNode link : channel().path("links")) {
      if (link.path("peer").asText().equals(peer)) {
        return true;
      }
    }
    return false;
  }

  /** What the channel says of itself, such as {@code audioCodec}; empty while it has not. */
  String described(String name) {
    return channel().path("description").path(name).asText("");
  }

  /** A number of the channel itself, such as {@code depth}. */
  long number(String name) {
    return required(channel(), name);
  }

  long counter(String name) {
    return required(channel().path("counters"), name);
  }

  /** A number of what a viewer's model saw. */
  long playback(String name) {
    return required(channel().path("playback"), name);
  }

  /** A number of a broadcaster's source. */
  long source(String name) {
    return required(channel().path("source"), name);
  }

  /** A number of what is recorded of the channel here. */
  long recording(String name) {
    return required(channel().path("recording"), name);
  }

  /** {@code state}, {@code problem} or another word of what is recorded. */
  String recordingWord(String name) {
    return channel().path("recording").path(name).asText("");
  }

  /** What a broadcaster is advised to change. */
  List<String> advice() {
    List<String> advice = new ArrayList<>();
    channel().path("source").path("advice").forEach(sentence -> advice.add(sentence.asText()));
    return advice;
  }

  long window(String name) {
    return required(channel().path("window"), name);
  }

  private long required(JsonNode in, String name) {
    if (!in.path(name).isNumber()) {
      throw new AssertionError("no number '" + name + "' in " + json);
    }
    return in.path(name).asLong();
  }
}
