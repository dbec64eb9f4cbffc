package banyan.broadcast.ingest;

import banyan.broadcast.media.Source;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.WallClock;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A port that an encoder posts MPEG-TS to over HTTP, as {@code ffmpeg -f mpegts -method POST http://host:port/} does;
 * the path does not matter. One encoder at a time; another may follow when it has gone.
 *
 * <p>Bodies are read as they come and never gathered. While the sink is busy, or the stream is ahead of real time,
 * nothing is read, and the encoder waits.
 */
public final class HttpIngest implements Source {
  private static final int MAX_REQUEST_LINE_BYTES = 4_096;
  private static final int MAX_HEADER_BYTES = 8_192;

  /**
   * How long to wait for the other side.
   *
   * @param headMicros for a request's head
   * @param idleMicros for another byte of the body: an encoder that went without a word must not keep its successor out
   *     for long
   * @param drainMicros for it to read the answer: closing while it still sends would take the answer from it
   */
  record Deadlines(long headMicros, long idleMicros, long drainMicros) {
    static final Deadlines USUAL = new Deadlines(10_000_000, 10_000_000, 2_000_000);
  }

  private final OptionalInt programme;
  private final SourceSink sink;
  private final WallClock wallClock;
  private final Deadlines deadlines;
  private final IngestPort port;
  /** On the event loop alone. */
  private @Nullable IngestConnection encoder;

  private HttpIngest(
      InetSocketAddress address, OptionalInt programme, SourceSink sink, WallClock wallClock, Deadlines deadlines)
      throws IOException {
    this.programme = programme;
    this.sink = sink;
    this.wallClock = wallClock;
    this.deadlines = deadlines;
    this.port = IngestPort.listen("http", "/", address, this::accept);
  }

  /**
   * Listens at once.
   *
   * @param address its port may be 0: any free one
   * @param programme the number of the one to take; without it, the first with H.264
   * @throws IOException with a sentence for a person, if the port cannot be had
   */
  public static HttpIngest open(
      InetSocketAddress address, OptionalInt programme, SourceSink sink, WallClock wallClock) throws IOException {
    return open(address, programme, sink, wallClock, Deadlines.USUAL);
  }

  static HttpIngest open(
      InetSocketAddress address, OptionalInt programme, SourceSink sink, WallClock wallClock, Deadlines deadlines)
      throws IOException {
    return new HttpIngest(address, programme, sink, wallClock, deadlines);
  }

  public int port() {
    return port.address().getPort();
  }

  @Override
  public String description() {
    return "MPEG-TS by HTTP POST to port " + port();
  }

  @Override
  public Optional<String> encodersSendTo() {
    return Optional.of(port.localUrl());
  }

  @Override
  public void close() {
    port.close();
  }

  private void accept(SocketChannel channel) {
    channel.pipeline().addLast(
        new HttpServerCodec(new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxChunkSize(IngestPort.READ_BYTES)),
        new IngestConnection(this, wallClock, deadlines));
  }

  /** Whether this connection is now the one that feeds the channel. */
  boolean take(IngestConnection connection) {
    if (encoder != null) {
      return false;
    }
    encoder = connection;
    return true;
  }

  void release(IngestConnection connection) {
    if (encoder == connection) {
      encoder = null;
    }
  }

  SourceSink sink() {
    return sink;
  }

  Session session(String encoder) {
    return new Session(programme, sink, encoder);
  }
}
