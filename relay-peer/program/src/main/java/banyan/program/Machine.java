package banyan.program;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** What figures depend on, to be told with them. */
public final class Machine {
  private Machine() {}

  /** Cores, kernel, JDK, commit. */
  public static Map<String, String> description() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    all.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
        + System.getProperty("os.arch"));
    all.put("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    all.put("commit", Build.THIS.commit());
    return all;
  }

  /** Of the last minute; −1 if the system does not tell. */
  public static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
