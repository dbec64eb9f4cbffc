package banyan.churn.network;

import banyan.churn.scenario.Scenario;
import banyan.program.Failure;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether this machine has room for a scenario, reckoned before anything is started. */
public final class MachineRoom {
  /** Measured: a relay with the small heap, and what each more in a shared process takes. */
  private static final long OWN_PROCESS_BYTES = 130L << 20;
  private static final long SHARED_PROCESS_BYTES = 160L << 20;
  private static final long PEER_BYTES = 3L << 20;
  /** Each peer's window, with what slabs leave unused. */
  private static final int WINDOW_SECONDS = 20;
  /** Its parent, standbys, children's share, dials, a listener, timers; both ends of a link may be in one process. */
  private static final long DESCRIPTORS_EACH = 24;
  private static final long DESCRIPTORS_AT_LEAST = 300;

  private MachineRoom() {}

  /** @throws Failure if the system does not allow so many open files */
  public static void checkDescriptors(Scenario scenario) throws Failure {
    long needed = DESCRIPTORS_AT_LEAST;
    for (Scenario.Group group : scenario.peers()) {
      int together = group.ownProcess() ? 1 : Math.min(group.perProcess(), group.count());
      needed = Math.max(needed, DESCRIPTORS_EACH * together);
    }
    if (scenario.shapesLinks()) {
      // The proxy has both ends of every link.
      needed = Math.max(needed, DESCRIPTORS_AT_LEAST + DESCRIPTORS_EACH * scenario.peerCount());
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        && system.getMaxFileDescriptorCount() < needed) {
      throw new Failure("This scenario needs " + needed + " open files in one process, and the limit is "
          + system.getMaxFileDescriptorCount() + ": raise it with 'ulimit -n " + needed
          + "', or take fewer peers with --peers.");
    }
  }

  /** A sentence, if memory may not do. */
  public static Optional<String> memoryWarning(Scenario scenario) {
    long each = PEER_BYTES + scenario.source().bitsPerSecond() / 8 * WINDOW_SECONDS;
    long needed = 2 * OWN_PROCESS_BYTES;
    for (Scenario.Group group : scenario.peers()) {
      long processes = group.ownProcess() ? group.count()
          : (group.count() + group.perProcess() - 1) / group.perProcess();
      needed += processes * (group.ownProcess() ? OWN_PROCESS_BYTES : SHARED_PROCESS_BYTES) + group.count() * each;
    }
    long available = availableBytes();
    return available > 0 && needed > available
        ? Optional.of("This scenario takes about " + (needed >> 20) + " MB of memory, and " + (available >> 20)
            + " MB are free: figures of a machine that swaps are worth nothing; take fewer peers with --peers.")
        : Optional.empty();
  }

  /** 0 if the system does not tell. */
  private static long availableBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith("MemAvailable:")) {
          return 1_024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      // A system that does not tell is taken for large enough.
    }
    return 0;
  }
}
