package banyan.broadcast.rtmp;

import banyan.broadcast.ingest.IngestPort;
import banyan.broadcast.media.Source;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.WallClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A port that an encoder publishes to by RTMP, as OBS does, and {@code ffmpeg -f flv rtmp://host:port/app/key}. One
 * encoder at a time, which has to show the stream key; another may follow when it has gone, or take its place.
 */
public final class RtmpIngest implements Source {
  /** The same is said of strangers once in so long: they must not fill a log. */
  private static final long TELL_AGAIN_MICROS = 10_000_000;

  /**
   * Who may publish.
   *
   * @param app the address's first part behind the port
   * @param key the stream key
   * @param takeover whether a second encoder with the key takes the first one's place, instead of being refused
   */
  public record Access(String app, String key, boolean takeover) {
    /** The key stays out of logs. */
    @Override
    public String toString() {
      return "Access[" + app + (takeover ? ", takeover]" : "]");
    }
  }

  /**
   * How long to wait for the other side.
   *
   * @param publishMicros from connecting until it publishes
   * @param idleMicros for another picture or frame: an encoder that went without a word must not keep its successor out
   *     for long
   * @param drainMicros for it to read the answer: closing while it still sends would take the answer from it
   */
  record Deadlines(long publishMicros, long idleMicros, long drainMicros) {
    static final Deadlines USUAL = new Deadlines(10_000_000, 10_000_000, 2_000_000);
  }

  private final SourceSink sink;
  private final Access access;
  private final IngestPort port;
  /** On the event loop alone. */
  private @Nullable RtmpConnection encoder;
  private final Map<Refusal, Long> toldMicros = new EnumMap<>(Refusal.class);

  private RtmpIngest(
      InetSocketAddress address, Access access, SourceSink sink, WallClock wallClock, Deadlines deadlines)
      throws IOException {
    this.sink = sink;
    this.access = access;
    this.port = IngestPort.listen("rtmp", "/" + access.app(), address,
        channel -> channel.pipeline().addLast(new RtmpConnection(this, wallClock, deadlines)));
  }

  /**
   * Listens at once.
   *
   * @param address its port may be 0: any free one
   * @throws IOException with a sentence for a person, if the port cannot be had
   */
  public static RtmpIngest open(InetSocketAddress address, Access access, SourceSink sink, WallClock wallClock)
      throws IOException {
    return open(address, access, sink, wallClock, Deadlines.USUAL);
  }

  static RtmpIngest open(
      InetSocketAddress address, Access access, SourceSink sink, WallClock wallClock, Deadlines deadlines)
      throws IOException {
    return new RtmpIngest(address, access, sink, wallClock, deadlines);
  }

  public int port() {
    return port.address().getPort();
  }

  @Override
  public String description() {
    return "RTMP to port " + port() + ", app '" + access.app() + "'";
  }

  /** With the stream key at its end, as ffmpeg takes it. */
  @Override
  public Optional<String> encodersSendTo() {
    return Optional.of(port.localUrl() + "/" + access.key());
  }

  @Override
  public void close() {
    port.close();
  }

  Access access() {
    return access;
  }

  SourceSink sink() {
    return sink;
  }

  /** Empty if this connection is now the one that feeds the channel, else why not. */
  Optional<String> take(RtmpConnection connection) {
    RtmpConnection other = encoder;
    if (other != null && !access.takeover()) {
      return Optional.of("Another encoder, " + other.name() + ", is sending with this stream key already: stop it "
          + "first, or wait a few seconds if it was lost. (With --takeover the new one would take its place.)");
    }
    if (other != null) {
      other.leave();
      other.reject("Another encoder has taken over with the same stream key.");
    }
    encoder = connection;
    return Optional.empty();
  }

  void release(RtmpConnection connection) {
    if (encoder == connection) {
      encoder = null;
    }
  }

  /** Tells of somebody who was turned away. */
  void tell(Refusal why, String who, String sentence) {
    long now = System.nanoTime() / 1_000;
    Long last = toldMicros.get(why);
    if (last == null || now - last >= TELL_AGAIN_MICROS) {
      toldMicros.put(why, now);
      sink.warning(who + " was turned away. " + sentence);
    }
  }
}
