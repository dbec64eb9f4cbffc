package banyan.broadcast.chunks;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.H264;
import java.nio.ByteBuffer;

/** Notes of an encoder what a person may have to change in it: its key pictures, and whether it keeps up with time. */
final class EncoderWatch {
  private static final long MAX_STEP_TICKS = AccessUnit.TICKS_PER_SECOND;

  private boolean started;
  private long sawMicros;
  private long lastDtsTicks;
  /** Of this encoder, jumps of its clock left out. */
  private long mediaTicks;
  private long sinceJoinTicks;
  private final RecentMost joinPictureBytes = new RecentMost();
  private boolean refreshesGradually;
  /** The earliest that media was, against the clock. */
  private long bestLeadMicros;
  private long leadMicros;

  /** Takes a unit of the kind that sets the pace. */
  void saw(AccessUnit unit, long nowMicros) {
    long step = unit.dtsTicks() - lastDtsTicks;
    boolean continues = started && !unit.discontinuity() && step >= 0 && step <= MAX_STEP_TICKS;
    if (!started || unit.discontinuity()) {
      mediaTicks = 0;
      sinceJoinTicks = 0;
      joinPictureBytes.clear();
      bestLeadMicros = Long.MIN_VALUE;
    }
    started = true;
    sawMicros = nowMicros;
    lastDtsTicks = unit.dtsTicks();
    mediaTicks += continues ? step : 0;
    if (!continues) {
      // Time went on elsewhere than on the encoder's clock.
      bestLeadMicros = Long.MIN_VALUE;
    }
    leadMicros = mediaTicks * 100 / 9 - nowMicros;
    bestLeadMicros = Math.max(bestLeadMicros, leadMicros);
    if (unit.joinPoint() && unit instanceof AccessUnit.Video picture) {
      sinceJoinTicks = 0;
      joinPictureBytes.add(nowMicros, bytes(picture));
      refreshesGradually = !H264.isIntra(picture.nals());
    } else {
      sinceJoinTicks += continues ? step : 0;
    }
  }

  private static long bytes(AccessUnit.Video picture) {
    long bytes = 0;
    for (ByteBuffer nal : picture.nals()) {
      bytes += nal.remaining();
    }
    return bytes;
  }

  long sinceJoinMicros() {
    return sinceJoinTicks * 100 / 9;
  }

  /** The largest picture of the last minute that a decoder can begin with. */
  long joinPictureBytes() {
    return joinPictureBytes.most(sawMicros);
  }

  /** Whether the last join point was no key picture, but where pictures begin to be refreshed bit by bit. */
  boolean refreshesGradually() {
    return refreshesGradually;
  }

  long behindMicros() {
    return bestLeadMicros - leadMicros;
  }
}
