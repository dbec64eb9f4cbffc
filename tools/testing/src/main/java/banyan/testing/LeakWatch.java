package banyan.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Around every test class of a module with Netty: a buffer that was collected without having been released fails it.
 * Tests run with {@code io.netty.leakDetection.level=paranoid}, so that no buffer escapes.
 */
public final class LeakWatch implements BeforeAllCallback, AfterAllCallback {
  private static final boolean HAS_NETTY = hasNetty();

  private static boolean hasNetty() {
    try {
      Class.forName("io.netty.buffer.ByteBufUtil", false, LeakWatch.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (HAS_NETTY) {
      Leaks.listen();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (HAS_NETTY) {
      Leaks.assertNone();
    }
  }
}
