package banyan.broadcast.rtmp;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AacSpecificConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.AvcConfig;
import banyan.broadcast.media.H264;
import banyan.broadcast.media.SourceSink;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns one encoder's messages into access units. Video and audio share one clock, that of the messages' milliseconds.
 * What cannot be carried is refused, once, and nothing is delivered from then on.
 */
final class PublishedStream {
  private static final long TICKS_PER_MILLI = AccessUnit.TICKS_PER_SECOND / 1_000;
  private static final String SET_VIDEO =
      "set the encoder to H.264 (OBS: Settings, Output, Video Encoder; ffmpeg: -c:v libx264).";
  private static final String SET_AUDIO =
      "set the encoder to AAC (OBS: Settings, Output, Audio Encoder; ffmpeg: -c:a aac).";

  private final SourceSink sink;
  private final StreamKinds kinds = new StreamKinds();
  private final FrameClock audioClock = new FrameClock();
  private boolean started;
  private long lastMillis;
  private boolean isRefused;
  private long units;

  private @Nullable AvcConfig video;
  private boolean videoBegins = true;
  /** The configuration has changed: only a join point brings the new one to viewers. */
  private boolean awaitsJoinPoint;
  private @Nullable AacConfig audio;
  private boolean audioBegins = true;

  PublishedStream(SourceSink sink) {
    this.sink = sink;
  }

  /** Units that were delivered. */
  long units() {
    return units;
  }

  /** Takes a message of audio, video or data, or several in one. */
  void message(RtmpMessage message) throws RtmpException {
    switch (message.type()) {
      case RtmpMessage.AGGREGATE -> aggregate(message);
      case RtmpMessage.DATA, RtmpMessage.DATA_AMF3 -> data(message);
      default -> media(
          message.type(), message.timestampMillis(), message.payload(), message.captureUnixMicros());
    }
  }

  private void media(int type, int timestampMillis, ByteBuffer payload, long captureUnixMicros)
      throws RtmpException {
    if (isRefused || type != RtmpMessage.AUDIO && type != RtmpMessage.VIDEO) {
      return;
    }
    FlvTag tag = type == RtmpMessage.VIDEO ? FlvVideo.read(payload) : FlvAudio.read(payload);
    boolean isVideo = type == RtmpMessage.VIDEO;
    if (tag instanceof FlvTag.Config config) {
      if (isVideo) {
        videoConfig(config.bytes());
      } else {
        audioConfig(config.bytes());
      }
    } else if (tag instanceof FlvTag.Coded coded && coded.bytes().hasRemaining()) {
      long ticks = ticks(timestampMillis);
      if (isVideo) {
        picture(coded, ticks, captureUnixMicros);
      } else {
        frame(coded.bytes(), ticks, captureUnixMicros);
      }
    } else if (tag instanceof FlvTag.Foreign foreign) {
      refuse(isVideo
          ? "The stream's video is " + foreign.name() + ", but channels carry H.264: " + SET_VIDEO
          : "The stream's audio is " + foreign.name() + ", but channels carry AAC: " + SET_AUDIO);
    } else if (tag instanceof FlvTag.Multitrack) {
      refuse("The stream has several " + (isVideo ? "video" : "audio") + " tracks, but channels carry one: switch "
          + "multitrack off at the encoder (OBS: Settings, Stream).");
    }
  }

  private void refuse(String sentence) {
    isRefused = true;
    sink.encoderRefused(sentence);
  }

  private void videoConfig(ByteBuffer bytes) {
    Optional<AvcConfig> read = AvcConfig.read(bytes);
    if (read.isEmpty()) {
      sink.damaged(1);
      return;
    }
    kinds.hasVideo();
    if (!read.get().equals(video)) {
      awaitsJoinPoint = video != null;
      video = read.get();
    }
  }

  private void audioConfig(ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      // From ffmpeg, when it copies out of MPEG-TS: what it does not know yet, it sends before the first frame.
      return;
    }
    Optional<AacConfig> read = AacSpecificConfig.read(bytes);
    if (read.isEmpty() || read.get().channels() == 0) {
      refuse("The stream's audio is AAC of a kind that MPEG-TS cannot carry: set the encoder to AAC-LC, mono or "
          + "stereo (ffmpeg: -c:a aac -ac 2).");
      return;
    }
    kinds.hasAudio();
    audio = read.get();
  }

  private void picture(FlvTag.Coded coded, long dtsTicks, long captureUnixMicros) {
    AvcConfig config = video;
    List<ByteBuffer> nals = config == null ? List.of() : config.nals(coded.bytes());
    if (config == null || nals.stream().noneMatch(nal -> H264.isSlice(H264.nalType(nal)))) {
      sink.damaged(1);
      return;
    }
    boolean joinPoint = H264.isJoinPoint(nals);
    awaitsJoinPoint &= !joinPoint;
    if (awaitsJoinPoint) {
      return;
    }
    long ptsTicks = Math.max(dtsTicks, dtsTicks + coded.compositionMillis() * TICKS_PER_MILLI);
    deliver(new AccessUnit.Video(
        ptsTicks, dtsTicks, joinPoint, videoBegins, captureUnixMicros,
        joinPoint ? config.withParameterSets(nals) : nals));
    videoBegins = false;
  }

  private void frame(ByteBuffer bytes, long ticks, long captureUnixMicros) {
    AacConfig config = audio;
    if (config == null) {
      sink.damaged(1);
      return;
    }
    deliver(new AccessUnit.Audio(
        audioClock.next(ticks, config), false, audioBegins, captureUnixMicros, config, bytes));
    audioBegins = false;
  }

  private void deliver(AccessUnit unit) {
    units++;
    kinds.at(unit.dtsTicks()).ifPresent(sink::tracks);
    sink.accessUnit(unit);
  }

  /** 32 bits of milliseconds start over every 49.7 days: the time that is nearest to the last one. */
  private long ticks(int timestampMillis) {
    lastMillis = started
        ? lastMillis + (timestampMillis - (int) lastMillis) : Integer.toUnsignedLong(timestampMillis);
    started = true;
    return lastMillis * TICKS_PER_MILLI;
  }

  /** Metadata is a hint: what is wrong with it does not end a stream. */
  private void data(RtmpMessage message) {
    try {
      List<Amf> values = Amf0Reader.all(message);
      int at = !values.isEmpty() && values.get(0).asText().equals("@setDataFrame") ? 1 : 0;
      if (values.size() > at + 1 && values.get(at).asText().equals("onMetaData")) {
        kinds.announced(values.get(at + 1));
      }
    } catch (RtmpException e) {
      sink.damaged(1);
    }
  }

  /** FLV tags one behind the other; the first has the message's time, the others theirs after it. */
  private void aggregate(RtmpMessage message) throws RtmpException {
    ByteBuffer in = message.payload().duplicate();
    boolean isFirst = true;
    int offset = 0;
    while (in.remaining() >= FlvTag.HEADER_BYTES) {
      int typeAndLength = in.getInt();
      int lowAndHigh = in.getInt();
      int timestamp = lowAndHigh >>> 8 | lowAndHigh << 24;
      in.position(in.position() + FlvTag.HEADER_BYTES - 2 * Integer.BYTES);
      int length = typeAndLength & 0xffffff;
      if (length > in.remaining()) {
        throw new RtmpException("a message in an aggregate that is longer than that");
      }
      if (isFirst) {
        isFirst = false;
        offset = message.timestampMillis() - timestamp;
      }
      media(
          typeAndLength >>> 24, timestamp + offset, in.slice(in.position(), length), message.captureUnixMicros());
      in.position(Math.min(in.limit(), in.position() + length + Integer.BYTES));
    }
  }
}
