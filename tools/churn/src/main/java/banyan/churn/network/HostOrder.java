package banyan.churn.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * One line that a {@link ChurnHostMain} is told on stdin: what to do with which of its peers.
 *
 * @param peer its number
 * @param join what a peer that joins is told; null for all other orders
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HostOrder(What what, int peer, @Nullable Join join) {
  /** What is to be done. */
  enum What {
    JOIN,
    LEAVE,
    KILL,
    FREEZE,
    THAW
  }

  /**
   * How to join.
   *
   * @param link of the channel
   * @param port to listen on, 0 for a free one
   * @param advertise HOST:PORT, null for where it listens
   * @param trace the file to write down in what comes
   */
  record Join(
      String link, String index, String bind, int port, @Nullable String advertise, long uploadBitsPerSecond,
      int maxChildren, boolean plain, String trace) {}

  /**
   * One line that the host answers on stdout.
   *
   * @param id of a peer that has joined
   * @param failure a sentence, null if all went well
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Done(int peer, What what, @Nullable String id, @Nullable String failure) {
    static Done read(String line) throws JsonProcessingException {
      return JSON.readValue(line, Done.class);
    }

    @Override
    public String toString() {
      return write(this);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  static HostOrder read(String line) throws JsonProcessingException {
    return JSON.readValue(line, HostOrder.class);
  }

  private static String write(Object of) {
    try {
      return JSON.writeValueAsString(of);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers always make JSON", e);
    }
  }

  /** One line of JSON, without its end. */
  @Override
  public String toString() {
    return write(this);
  }
}
