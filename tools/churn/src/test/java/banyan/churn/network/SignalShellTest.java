package banyan.churn.network;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SignalShellTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void aProcessStandsStillAndGoesOn() throws Exception {
    Process victim = new ProcessBuilder("/bin/sh", "-c", "read nothing").start();
    try (SignalShell signals = SignalShell.start()) {
      signals.freeze(victim.pid());
      await().atMost(PATIENCE).until(() -> state(victim).equals("T"));
      signals.thaw(victim.pid());
      await().atMost(PATIENCE).until(() -> state(victim).equals("S"));
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  @Test
  void whoIsGoneCannotBeSentAnything() throws Exception {
    Process gone = new ProcessBuilder("/bin/true").start();
    gone.waitFor();
    try (SignalShell signals = SignalShell.start()) {
      assertThrows(IOException.class, () -> signals.freeze(gone.pid()));
    }
  }

  @Test
  void whatInterruptsAllProgramsOfARunDoesNotEndIt() throws Exception {
    Process victim = new ProcessBuilder("/bin/sh", "-c", "read nothing").start();
    Set<ProcessHandle> others = ProcessHandle.current().children().collect(Collectors.toSet());
    ProcessHandle shell;
    try (SignalShell signals = SignalShell.start()) {
      shell = ProcessHandle.current().children().filter(child -> !others.contains(child)).findAny().orElseThrow();
      signals.freeze(victim.pid());
      for (String signal : List.of("HUP", "INT", "TERM")) {
        assertEquals(0, new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + shell.pid()).start().waitFor());
      }
      signals.thaw(victim.pid());
      await().atMost(PATIENCE).until(() -> state(victim).equals("S"));
    } finally {
      victim.destroyForcibly().waitFor();
    }
    shell.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** One letter, as {@code /proc} says it behind the name. */
  private static String state(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  }
}
