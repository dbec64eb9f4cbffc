package banyan.relay.transport;

import banyan.protocol.Chunk;
import banyan.protocol.CloseReason;
import banyan.protocol.Message;
import banyan.protocol.MessageCodec;
import banyan.protocol.PeerId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import java.nio.ByteBuffer;

/** The sending side of a link whose handshake is done. To be used on its event loop only. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the connection, which is told
public final class PeerLink {
  /**
   * Control messages that may wait for a peer that reads nothing: half a minute of the busiest link's, or thirty
   * of the largest.
   */
  static final int MAX_CONTROL_BACKLOG_BYTES = 1 << 20;

  private final PeerConnection connection;
  private final Channel channel;
  private final ChunkFrames frames;
  private final PeerId peer;
  private final long id;
  /** Sizes of the chunk frames that have not left yet, oldest first: a ring. */
  private int[] unsentBytes = new int[8];
  private int unsentFirst;
  private int unsentCount;
  private long handedBytes;
  private long sentBytes;
  private boolean needsFlush;
  private boolean isReported;
  private final ChannelFutureListener chunkLeft = this::chunkLeft;

  PeerLink(PeerConnection connection, Channel channel, ChunkFrames frames, PeerId peer, long id) {
    this.connection = connection;
    this.channel = channel;
    this.frames = frames;
    this.peer = peer;
    this.id = id;
  }

  /** Unique in its process. */
  public long id() {
    return id;
  }

  public PeerId peer() {
    return peer;
  }

  /** Bytes of chunk frames that have left for the kernel since the link opened. */
  public long sentThrough() {
    return sentBytes;
  }

  /**
   * Queues a message until the next {@link #flush}. A link that is gone takes it in silence.
   *
   * @return bytes of its frame
   */
  public int send(Message message) {
    needsFlush = true;
    if (message instanceof Message.Media media) {
      return sendChunk(media.chunk());
    }
    ByteBuffer frame = MessageCodec.encode(message);
    int bytes = frame.remaining();
    channel.write(Unpooled.wrappedBuffer(frame), channel.voidPromise());
    checkBacklog();
    return bytes;
  }

  private int sendChunk(Chunk chunk) {
    ByteBuf frame = frames.of(chunk);
    int bytes = frame.readableBytes();
    if (unsentCount == unsentBytes.length) {
      grow();
    }
    unsentBytes[(unsentFirst + unsentCount++) & (unsentBytes.length - 1)] = bytes;
    handedBytes += bytes;
    channel.write(frame).addListener(chunkLeft);
    return bytes;
  }

  private void grow() {
    int[] more = new int[2 * unsentBytes.length];
    for (int i = 0; i < unsentCount; i++) {
      more[i] = unsentBytes[(unsentFirst + i) & (unsentBytes.length - 1)];
    }
    unsentBytes = more;
    unsentFirst = 0;
  }

  /** Writes of one socket complete in the order in which they were made. */
  private void chunkLeft(ChannelFuture write) {
    if (!write.isSuccess()) {
      return; // The socket is gone, which is told on its own.
    }
    sentBytes += unsentBytes[unsentFirst];
    unsentFirst = (unsentFirst + 1) & (unsentBytes.length - 1);
    unsentCount--;
    connection.chunkLeft();
  }

  private void checkBacklog() {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    if (queue != null && queue.totalPendingWriteBytes() - (handedBytes - sentBytes) > MAX_CONTROL_BACKLOG_BYTES) {
      connection.abandon(CloseReason.TOO_SLOW);
    }
  }

  /** The owner's note that it is going to tell of {@link #sentThrough} anyway. */
  public boolean isReported() {
    return isReported;
  }

  public void reported(boolean now) {
    isReported = now;
  }

  /** Whether something was sent since the last flush. */
  public boolean needsFlush() {
    return needsFlush;
  }

  public void flush() {
    needsFlush = false;
    channel.flush();
  }

  /** Sends what is queued, as far as the other end takes it within a second, and closes. Nothing is told of it. */
  public void close() {
    connection.closeByOwner();
  }

  @Override
  public String toString() {
    return "link " + id + " to " + peer.shortName();
  }
}
