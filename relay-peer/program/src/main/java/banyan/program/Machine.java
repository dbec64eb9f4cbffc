package banyan.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** What figures depend on, to be told with them. */
public final class Machine {
  private Machine() {}

  /**
   * Cores, kernel, JDK, commit.
   *
   * @param builtWith a class of the module that asks: beside it is what the build wrote down about itself
   */
  public static Map<String, String> description(Class<?> builtWith) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    all.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
        + System.getProperty("os.arch"));
    all.put("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    all.put("commit", commit(builtWith));
    return all;
  }

  /** Of the last minute; −1 if the system does not tell. */
  public static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static String commit(Class<?> builtWith) {
    Properties built = new Properties();
    try (InputStream in = builtWith.getResourceAsStream("version.properties")) {
      if (in != null) {
        built.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return built.getProperty("commit", "unknown");
  }
}
