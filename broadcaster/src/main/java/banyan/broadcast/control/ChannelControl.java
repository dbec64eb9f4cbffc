package banyan.broadcast.control;

import banyan.http.Answer;
import banyan.http.Handler;
import banyan.http.HttpRefusal;
import banyan.http.Request;
import banyan.http.Routes;
import banyan.protocol.About;
import banyan.protocol.ChannelId;
import banyan.protocol.Detail;
import banyan.relay.crypto.ControlFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a channel on air can see and change over HTTP, by a token; relay-peer/docs/http.md is its
 * description.
 */
public final class ChannelControl {
  static final String PATH = "/control/channel";
  private static final Logger LOG = Logger.getLogger(ChannelControl.class.getName());

  /** Apart, so that a broadcaster begins without it. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }

  private record OnAir(ChannelId channel, Announcement announcement) {}

  private final String token = ControlFile.Door.newToken();
  private final ControlAccess access = new ControlAccess(token);
  private volatile @Nullable OnAir onAir;

  /** What the owner has to show. */
  public String token() {
    return token;
  }

  public void addTo(Routes routes) {
    routes.on("GET", PATH, only(answering((request, of) -> said(of, of.announcement.about()))))
        .on("PATCH", PATH, only(answering(ChannelControl::changed)));
  }

  /** The same handler, for who shows the token alone. */
  public Handler only(Handler handler) {
    return access.only(handler);
  }

  /** What is controlled, once it is there. */
  public void serve(ChannelId channel, Announcement announcement) {
    onAir = new OnAir(channel, announcement);
  }

  private interface Answering {
    Answer answer(Request request, OnAir of);
  }

  /** Off the event loop: what reads JSON takes long to load, and media waits for nobody. */
  private Handler answering(Answering how) {
    return request -> CompletableFuture.supplyAsync(() -> {
      OnAir now = onAir;
      if (now == null || !now.announcement.isOnAir()) {
        throw new HttpRefusal(503, "The channel is not on air: it begins just now, or has ended.");
      }
      return how.answer(request, now);
    });
  }

  private static Answer changed(Request request, OnAir of) {
    Map<Detail, String> wanted = wanted(request);
    UnaryOperator<About> change = about -> {
      About changed = about;
      for (Map.Entry<Detail, String> each : wanted.entrySet()) {
        changed = changed.with(each.getKey(), each.getValue());
      }
      return changed;
    };
    try {
      About now = of.announcement.change(change);
      LOG.info(() -> "The owner has changed what the channel says of itself: "
          + wanted.keySet().stream().map(Detail::key).collect(Collectors.joining(", ")) + ".");
      return said(of, now);
    } catch (IllegalArgumentException e) {
      throw new HttpRefusal(400, String.valueOf(e.getMessage()));
    }
  }

  private static Map<Detail, String> wanted(Request request) {
    // A web page of somebody else's can make a browser send text here, but not JSON.
    if (!request.header("content-type").orElse("").startsWith("application/json")) {
      throw new HttpRefusal(415, "The body must be JSON, with content-type application/json.");
    }
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(request.body());
    } catch (IOException e) {
      throw new HttpRefusal(400, "The JSON is malformed.");
    }
    if (!json.isObject()) {
      throw new HttpRefusal(400, "The body must be an object, such as {\"nowPlaying\": \"…\"}.");
    }
    Map<Detail, String> wanted = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      Detail detail = Detail.ofKey(field.getKey()).orElseThrow(() -> new HttpRefusal(
          400, "There is no such detail; there are " + Arrays.stream(Detail.values()).map(Detail::key)
              .collect(Collectors.joining(", ")) + "."));
      if (!field.getValue().isTextual() && !field.getValue().isNull()) {
        throw new HttpRefusal(400, detail.key() + " takes a text.");
      }
      wanted.put(detail, field.getValue().asText(""));
    }
    return wanted;
  }

  private static Answer said(OnAir of, About about) {
    ObjectNode out = Json.MAPPER.createObjectNode().put("channel", of.channel.toString());
    about.texts().forEach((detail, text) -> out.put(detail.key(), text));
    return Answer.json(200, out.toString().getBytes(StandardCharsets.UTF_8)).with("cache-control", "no-store");
  }
}
