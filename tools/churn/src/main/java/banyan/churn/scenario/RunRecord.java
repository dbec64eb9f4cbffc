package banyan.churn.scenario;

import java.util.List;
import java.util.Map;

/**
 * Everything that a run left behind. All times are of {@link System#nanoTime}, which on Linux is the same clock in all
 * processes of a machine.
 *
 * @param beginNanos before the first peer was started
 * @param faultsNanos when warming up was over: faults come from here on
 * @param endNanos when the run was over; what comes later is the taking down, and counts for nothing
 * @param machine what figures depend on: {@code cores}, {@code kernel}, {@code jdk}, {@code load} …
 * @param peers by number
 * @param faults by time
 * @param samples by time
 * @param interrupted a sentence that says why the run ended early; empty if it did not
 */
public record RunRecord(
    Scenario scenario, long seed, long beginNanos, long faultsNanos, long endNanos, String commit,
    Map<String, String> machine, List<PeerRecord> peers, List<FaultRecord> faults, List<ProcessSample> samples,
    String interrupted) {
  public RunRecord {
    peers = List.copyOf(peers);
    faults = List.copyOf(faults);
    samples = List.copyOf(samples);
  }
}
