package banyan.program;

import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * The one line that a program prints on stdout, once it serves: scripts wait for it, and read from it where things are.
 *
 * @param ready the program's name, such as {@code relay}
 * @param channel the id of the channel that it serves
 * @param link what to give to others
 * @param port the peer port
 * @param http where its local HTTP outputs are
 * @param url an index's own address
 * @param source where an encoder can send to
 */
@JsonPropertyOrder({"ready", "channel", "link", "port", "http", "url", "source"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReadyLine(
    String ready, @Nullable String channel, @Nullable String link, @Nullable Integer port, @Nullable String http,
    @Nullable String url, @Nullable String source) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  public static ReadyLine of(String program) {
    return new ReadyLine(program, null, null, null, null, null, null);
  }

  public ReadyLine withLink(ChannelLink of) {
    return new ReadyLine(ready, of.channel().toString(), of.toString(), port, http, url, source);
  }

  public ReadyLine withChannel(ChannelId of) {
    return new ReadyLine(ready, of.toString(), link, port, http, url, source);
  }

  public ReadyLine withPort(int peerPort) {
    return new ReadyLine(ready, channel, link, peerPort, http, url, source);
  }

  public ReadyLine withHttp(String outputs) {
    return new ReadyLine(ready, channel, link, port, outputs, url, source);
  }

  public ReadyLine withUrl(String index) {
    return new ReadyLine(ready, channel, link, port, http, index, source);
  }

  public ReadyLine withSource(String encodersSendTo) {
    return new ReadyLine(ready, channel, link, port, http, url, encodersSendTo);
  }

  /** @throws IllegalArgumentException if the text is no ready line */
  public static ReadyLine parse(String line) {
    try {
      ReadyLine read = JSON.readValue(line, ReadyLine.class);
      if (read.ready() == null) {
        throw new IllegalArgumentException("no ready line: " + line);
      }
      return read;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no ready line: " + line, e);
    }
  }

  /** One line of JSON, without its end. */
  @Override
  public String toString() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and a number always make JSON", e);
    }
  }
}
