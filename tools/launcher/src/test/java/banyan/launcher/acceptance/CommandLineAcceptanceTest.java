package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("command-line")
class CommandLineAcceptanceTest {
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  @RegisterExtension
  final Processes processes = new Processes();

  @Test
  void helpGoesToStdoutAndIsNoFailure() {
    BanyanProcess banyan = processes.start("help", "--help");
    assertEquals(0, banyan.exitCode(AT_MOST));
    assertTrue(banyan.stdoutLines().get(0).startsWith("Usage: banyan"), banyan.stdoutLines()::toString);
    assertEquals(List.of(), banyan.logLines());
  }

  @Test
  void versionNamesTheBuildThatItIs() {
    BanyanProcess banyan = processes.start("version", "--version");
    assertEquals(0, banyan.exitCode(AT_MOST));
    assertEquals(1, banyan.stdoutLines().size());
    assertTrue(
        banyan.stdoutLines().get(0).matches("banyan \\d+\\.\\d+\\.\\d+(-SNAPSHOT)? \\(commit [a-z0-9-]+\\)"),
        banyan.stdoutLines()::toString);
  }

  @Test
  void aCommandThatThereIsNotIsWrongUsageInThreeLinesAtMost() {
    BanyanProcess banyan = processes.start("unknown", "sing");
    assertEquals(2, banyan.exitCode(AT_MOST));
    assertEquals(List.of(), banyan.stdoutLines());
    assertTrue(banyan.logLines().size() <= 3, banyan.logLines()::toString);
    assertTrue(banyan.logLines().get(0).contains("sing"), banyan.logLines()::toString);
  }

  @Test
  void noCommandIsWrongUsage() {
    BanyanProcess banyan = processes.start("nothing");
    assertEquals(2, banyan.exitCode(AT_MOST));
    assertEquals(List.of(), banyan.stdoutLines());
  }
}
