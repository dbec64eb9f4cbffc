package banyan.broadcast.mpegts;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds AAC frames, of which several share a PES packet's times: those after the first are counted on from it. */
abstract class AacReader extends ElementaryReader {
  /** Far more than the two frames that it takes to be sure of where they begin. */
  private static final int MAX_BYTES = 64 * 1024;

  /** Whether the buffer begins with a frame, as far as the ones before it tell. */
  boolean locked;
  private boolean timed;
  private long baseTicks;
  private long framesSinceBase;
  private @Nullable AacConfig baseConfig;

  AacReader(Output output, ClockUnwrapper clock, boolean first) {
    super(output, clock, first, MAX_BYTES);
  }

  /** Looks for frames in the buffer. */
  abstract void scan(boolean ending);

  @Override
  final void scan() {
    scan(false);
  }

  @Override
  final void dropBegun() {
    locked = false;
  }

  @Override
  final void overflowed() {
    locked = false;
  }

  @Override
  final void end() {
    scan(true);
    discard(length);
    locked = false;
  }

  /** The time of a frame, which the next {@link #emit} is for; empty as long as none is known. */
  final Optional<Long> settleTime(int at, AacConfig config, int blocks) {
    Optional<Times> own = takeTimes(at);
    if (own.isPresent()) {
      timed = true;
      baseTicks = own.get().ptsTicks();
      framesSinceBase = 0;
    } else if (baseConfig != null && !config.equals(baseConfig)) {
      baseTicks += baseConfig.ticks(framesSinceBase);
      framesSinceBase = 0;
    }
    baseConfig = config;
    long pts = baseTicks + config.ticks(framesSinceBase);
    framesSinceBase += blocks;
    return timed ? Optional.of(pts) : Optional.empty();
  }

  /** @param at where in the buffer it stood */
  final void emit(int at, long ptsTicks, AacConfig config, ByteBuffer frame) {
    output.unit(new AccessUnit.Audio(ptsTicks, false, takeFirst(), captureOf(at), config, frame));
  }
}
