package banyan.relay;

import banyan.http.Answer;
import banyan.http.Request;
import banyan.protocol.Chunk;
import banyan.relay.output.LiveOutput;
import banyan.relay.output.LiveTail;
import banyan.relay.output.hls.HlsOutput;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/** What a channel is shown as over HTTP, all from one tail. On the event loop, but for what answers requests. */
final class ChannelOutputs {
  /** Which of a channel's addresses was asked for. */
  interface Address {
    CompletionStage<Answer> answer(ChannelOutputs outputs, Request request);
  }

  private final EventLoop loop;
  private final LiveTail tail = new LiveTail();
  private final LiveOutput live;
  private final HlsOutput hls;
  private final IntConsumer viewersChanged;
  private int liveViewers;
  private int hlsViewers;

  /**
   * Shows nothing yet.
   *
   * @param bitsPerSecond what the channel takes at most
   * @param viewersChanged gets how many watch over HTTP
   */
  ChannelOutputs(EventLoop loop, LongSupplier bitsPerSecond, IntConsumer viewersChanged) {
    this.loop = loop;
    this.viewersChanged = viewersChanged;
    this.live = new LiveOutput(loop, tail, count -> {
      liveViewers = count;
      tellViewers();
    });
    this.hls = new HlsOutput(loop, tail, NodeDriver::nowMicros, bitsPerSecond, count -> {
      hlsViewers = count;
      tellViewers();
    });
  }

  private void tellViewers() {
    viewersChanged.accept(liveViewers + hlsViewers);
  }

  void add(Chunk chunk) {
    tail.add(chunk);
    live.added();
    hls.added(chunk);
  }

  void flush() {
    live.flush();
    hls.flush();
  }

  /** To be called about once a second. */
  void pulse() {
    hls.pulse();
  }

  void close() {
    live.close();
    hls.close();
    loop.execute(this::forget);
  }

  /** Lets go of the media, as {@link banyan.node.OverlayNode#forget} does; nobody is to ask any more. */
  void forget() {
    tail.clear();
  }

  CompletionStage<Answer> live(Request request) {
    return live.answer(request);
  }

  CompletionStage<Answer> index(Request request) {
    return hls.index(request);
  }

  CompletionStage<Answer> segment(Request request) {
    return hls.segment(request);
  }

  CompletionStage<Answer> newSession(Request request) {
    return hls.newSession(request);
  }

  CompletionStage<Answer> session(Request request) {
    return hls.session(request);
  }

  CompletionStage<Answer> sessionSegment(Request request) {
    return hls.sessionSegment(request);
  }
}
