package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ObsLogTest {
  @Test
  void picturesThatTheNetworkDroppedAreToldFromThoseThatTheComputerWasTooSlowFor() {
    assertEquals(new ObsLog(1782, 18, 12, 4), ObsLog.of("""
        info: Output 'simple_stream': stopping
        info: Output 'simple_stream': Total frames output: 1782 (1800 attempted)
        info: Output 'simple_stream': Total drawn frames: 1811 (1815 attempted)
        info: Output 'simple_stream': Number of lagged frames due to rendering lag/stalls: 4 (0.2%)
        info: Output 'simple_stream': Number of dropped frames due to insufficient bandwidth/connection \
        stalls: 18 (1.0%)
        info: Video stopped, number of skipped frames due to encoding lag: 12/1815 (0.7%)
        """));
  }

  @Test
  void whatThereWasNoneOfIsNotTold() {
    assertEquals(new ObsLog(1800, 0, 0, 0), ObsLog.of("""
        info: Output 'simple_stream': stopping
        info: Output 'simple_stream': Total frames output: 1800
        info: Output 'simple_stream': Total drawn frames: 1815
        """));
  }

  @Test
  void aLogWithoutAnEndOfAStreamSaysNothing() {
    assertThrows(AssertionError.class, () -> ObsLog.of("info: ==== Streaming Start ===="));
  }
}
