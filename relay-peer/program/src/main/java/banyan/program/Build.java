package banyan.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What the build wrote down about itself.
 *
 * @param commit that it was made from, with {@code -dirty} if it was more than that; {@code unknown} outside of a clone
 */
record Build(String version, String commit) {
  static final Build THIS = read();

  private static Build read() {
    Properties built = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        built.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Build(built.getProperty("version", "unknown"), built.getProperty("commit", "unknown"));
  }

  @Override
  public String toString() {
    return version + " (commit " + commit + ")";
  }
}
