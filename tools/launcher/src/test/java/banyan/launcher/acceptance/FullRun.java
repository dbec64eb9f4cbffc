package banyan.launcher.acceptance;

/** Whether a test runs in its long form, as {@code tools/check --full} asks for. */
public final class FullRun {
  private FullRun() {}

  public static boolean isOn() {
    return Boolean.getBoolean("banyan.full");
  }

  public static <T> T choose(T inShort, T inFull) {
    return isOn() ? inFull : inShort;
  }
}
