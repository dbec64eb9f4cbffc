package banyan.relay;

import banyan.directory.ChannelRecord;
import banyan.directory.SignedChannelRecord;
import banyan.node.Input;
import banyan.protocol.About;
import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import banyan.protocol.Chunk;
import banyan.protocol.Descriptor;
import banyan.protocol.Detail;
import banyan.protocol.Endpoint;
import banyan.protocol.Head;
import banyan.protocol.Position;
import banyan.protocol.Signer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A channel at its root: what is produced here is signed and goes down the tree. May be used from any thread. */
public final class RootSession implements AutoCloseable {
  /** A link that people pass on stays short: its first addresses are the most public. */
  private static final int MAX_LINK_ENTRIES = 2;

  /**
   * A piece of the stream that has no place in it yet.
   *
   * @param isJoinPoint whether a decoder can begin with it
   * @param isDiscontinuity whether it does not continue the piece before
   * @param mediaTimeMicros as {@link Chunk#mediaTimeMicros}
   * @param durationMicros media time up to the next one's
   * @param captureUnixMicros wall clock when its first byte came in
   * @param payload whole TS packets, copied
   */
  public record Draft(
      boolean isJoinPoint, boolean isDiscontinuity, long mediaTimeMicros, int durationMicros, long captureUnixMicros,
      ByteBuffer payload) {
    private int flags() {
      return (isJoinPoint ? Chunk.JOIN_POINT : 0) | (isDiscontinuity ? Chunk.DISCONTINUITY : 0);
    }
  }

  private final RelayPeer peer;
  private final Signer key;
  private final ChannelId channel;
  private final long epoch;
  private final Optional<String> indexUrl;
  private final long startedUnixMillis = System.currentTimeMillis();
  private final ChannelSession session;
  private volatile Descriptor.@Nullable Fields fields;
  private long nextSequence;
  private long lastRecordRevision;

  /**
   * @param indexUrl where the channel is to be listed; empty for nowhere
   * @param pushTo relays to dial and feed; empty for none
   */
  RootSession(RelayPeer peer, Signer key, long epoch, Optional<String> indexUrl, List<Endpoint> pushTo) {
    this.peer = peer;
    this.key = key;
    this.channel = ChannelId.of(key.publicKey());
    this.epoch = epoch;
    this.indexUrl = indexUrl;
    ChannelLink own = new ChannelLink(pushTo, channel, indexUrl);
    this.session = new ChannelSession(peer, own, JoinOptions.BY_LINK, new Voice());
  }

  void start(Descriptor.Fields first) {
    fields = first;
    session.start();
    session.submit(new Input.DescriptorChanged(Descriptor.sign(key, first)));
  }

  /** The session that carries it, for status and listeners. */
  public ChannelSession session() {
    return session;
  }

  public ChannelId channel() {
    return channel;
  }

  public long epoch() {
    return epoch;
  }

  /** What to hand out: the relays that this peer pushes to, or where it is dialled itself as far as it knows now. */
  public ChannelLink link() {
    List<Endpoint> pushedTo = session.link().entries();
    List<Endpoint> entries = pushedTo.isEmpty() ? peer.address().endpoints() : pushedTo;
    return new ChannelLink(entries.subList(0, Math.min(entries.size(), MAX_LINK_ENTRIES)), channel, indexUrl);
  }

  /** Signs the next chunk and sends it down the tree. */
  public synchronized Position produce(Draft draft) {
    Position position = new Position(epoch, nextSequence++);
    Chunk chunk = Chunk.sign(
        channel, key, position, draft.flags(), draft.mediaTimeMicros(), draft.durationMicros(),
        draft.captureUnixMicros(), draft.payload());
    session.submit(new Input.ChunkProduced(chunk));
    return position;
  }

  /** Says something new of the channel; the revision must be higher than the last. */
  public void describe(Descriptor.Fields now) {
    Descriptor descriptor = Descriptor.sign(key, now);
    fields = now;
    session.submit(new Input.DescriptorChanged(descriptor));
    session.recordChanged();
  }

  /** Ends the channel, and says so. */
  @Override
  public void close() {
    session.close();
  }

  private final class Voice implements ChannelSession.ChannelVoice {
    @Override
    public long epoch() {
      return epoch;
    }

    @Override
    public Head head(long beat, long newestSequence, long descriptorRevision, int stripes, boolean ended) {
      return Head.sign(
          channel, key, epoch, beat, newestSequence, System.currentTimeMillis(), descriptorRevision, stripes,
          ended ? Head.ENDED : 0);
    }

    @Override
    public Optional<SignedChannelRecord> record() {
      Descriptor.Fields now = fields;
      if (now == null) {
        return Optional.empty();
      }
      About about = About.read(now);
      String title = about.text(Detail.TITLE);
      lastRecordRevision = Math.max(System.currentTimeMillis(), lastRecordRevision + 1);
      return Optional.of(SignedChannelRecord.sign(key, new ChannelRecord(
          epoch, lastRecordRevision, title.isEmpty() ? "Channel " + channel.shortName() : title, now.videoCodec(),
          now.audioCodec(), now.peakBitsPerSecond(), startedUnixMillis, about.details())));
    }
  }
}
