package banyan.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

class LeakWatchTest {
  /** Wrong on purpose; run from here only. */
  static class Leaking {
    @Test
    void forgetsABuffer() {
      assertTrue(ByteBufAllocator.DEFAULT.ioBuffer(100).isWritable());
    }
  }

  static class Clean {
    @Test
    void releasesItsBuffer() {
      assertTrue(ByteBufAllocator.DEFAULT.ioBuffer(100).release());
    }
  }

  private static Events classes(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .enableImplicitConfigurationParameters(true)
        .selectors(selectClass(tests))
        .execute()
        .containerEvents();
  }

  @Test
  void aClassThatForgetsABufferFails() {
    Event failed = classes(Leaking.class).failed().stream().findFirst().orElseThrow();
    String why = failed.getRequiredPayload(TestExecutionResult.class).getThrowable().map(Throwable::getMessage)
        .orElse("");
    assertTrue(why.startsWith("1 buffers were not released"), why);
    assertTrue(why.contains("Leaking.forgetsABuffer"), why);
  }

  @Test
  void aClassThatReleasesItsBuffersDoesNot() {
    classes(Clean.class).assertStatistics(of -> of.failed(0));
  }
}
