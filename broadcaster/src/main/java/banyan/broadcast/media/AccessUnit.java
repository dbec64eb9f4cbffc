package banyan.broadcast.media;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One coded picture, or one frame of audio: what all sources converge on.
 *
 * <p>Times are ticks of 90 kHz, the unit of MPEG-TS, so that nothing is rounded between an encoder and a viewer. They
 * are unwrapped to 64 bits; their zero is the source's until {@link MediaTimeline} puts them on the channel's.
 */
public sealed interface AccessUnit {
  long TICKS_PER_SECOND = 90_000;

  Codec codec();

  /** When to show it. */
  long ptsTicks();

  /** When to decode it; at most {@link #ptsTicks}. */
  long dtsTicks();

  /** Whether a decoder can begin here. */
  boolean joinPoint();

  /** Whether it does not continue the unit of its kind before it: an encoder began, or came back. */
  boolean discontinuity();

  /** The root's wall clock when the unit's first byte came in. */
  long captureUnixMicros();

  /** The same media at other times. */
  AccessUnit at(long ptsTicks, long dtsTicks, boolean discontinuity);

  /** The same unit, come in at another moment. */
  AccessUnit capturedAt(long unixMicros);

  /**
   * A coded H.264 picture (or field).
   *
   * @param nals NAL units in order, without start codes, access unit delimiters and filler
   */
  record Video(
      long ptsTicks, long dtsTicks, boolean joinPoint, boolean discontinuity, long captureUnixMicros,
      List<ByteBuffer> nals) implements AccessUnit {
    public Video {
      nals = List.copyOf(nals);
    }

    @Override
    public Codec codec() {
      return Codec.H264;
    }

    @Override
    public Video at(long pts, long dts, boolean isDiscontinuity) {
      return new Video(pts, dts, joinPoint, isDiscontinuity, captureUnixMicros, nals);
    }

    @Override
    public Video capturedAt(long unixMicros) {
      return new Video(ptsTicks, dtsTicks, joinPoint, discontinuity, unixMicros, nals);
    }
  }

  /**
   * A raw AAC frame.
   *
   * @param joinPoint left to whoever cuts the stream: a decoder can begin with any frame
   * @param frame without ADTS header
   */
  record Audio(
      long ptsTicks, boolean joinPoint, boolean discontinuity, long captureUnixMicros, AacConfig config,
      ByteBuffer frame) implements AccessUnit {
    @Override
    public Codec codec() {
      return Codec.AAC;
    }

    @Override
    public long dtsTicks() {
      return ptsTicks;
    }

    @Override
    public Audio at(long pts, long dts, boolean isDiscontinuity) {
      return new Audio(dts, joinPoint, isDiscontinuity, captureUnixMicros, config, frame);
    }

    @Override
    public Audio capturedAt(long unixMicros) {
      return new Audio(ptsTicks, joinPoint, discontinuity, unixMicros, config, frame);
    }

    public Audio asJoinPoint() {
      return new Audio(ptsTicks, true, discontinuity, captureUnixMicros, config, frame);
    }
  }
}
