package banyan.broadcast.media;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Unix time, for capture times and for the picture's clock. Never for deciding when something is to happen. */
@FunctionalInterface
public interface WallClock {
  WallClock SYSTEM = () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

  long unixMicros();
}
