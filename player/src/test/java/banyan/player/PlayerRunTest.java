package banyan.player;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.Failure;
import banyan.program.Stop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes, of a shell in a player's place. Closing waits for them: were one to stay, only the limit would end
 * the test.
 */
@Timeout(60)
class PlayerRunTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Stop stop = new Stop();
  private final CompletableFuture<@Nullable Void> stream = new CompletableFuture<>();

  @TempDir
  Path folder = Path.of("");

  private PlayerRun run(String script) {
    Supplier<List<String>> command = () -> List.of("/bin/sh", "-c", script);
    return PlayerRun.startOnce(stream, LocalPlayer.MPV, command, stop);
  }

  @Test
  void aPlayerThatIsClosedEndsTheProgramWell() throws Exception {
    try (PlayerRun run = run("exit 0")) {
      assertFalse(run.isAlive(), "there is nothing to play yet");
      stream.complete(null);
      assertTrue(stop.await(SOON));
    }
  }

  @Test
  void aPlayerThatEndsBadlyIsToldOfWithItsLastWord() {
    try (PlayerRun run = run("echo first; echo '[vo] no display' >&2; exit 3")) {
      stream.complete(null);
      Failure told = assertThrows(Failure.class, () -> stop.await(SOON));
      assertEquals("mpv ended with exit code 3: [vo] no display", told.getMessage());
      assertFalse(run.isAlive());
    }
  }

  @Test
  void whatCannotBeStartedIsToldOf() {
    Supplier<List<String>> command = () -> List.of(folder.resolve("nothing").toString());
    try (PlayerRun run = PlayerRun.startOnce(stream, LocalPlayer.VLC, command, stop)) {
      stream.complete(null);
      Failure told = assertThrows(Failure.class, () -> stop.await(SOON));
      assertTrue(String.valueOf(told.getMessage()).startsWith("vlc could not be started: "), told.getMessage());
      assertFalse(run.isAlive());
    }
  }

  @Test
  void closingEndsThePlayerEvenIfItWillNotLeave() {
    Path ready = folder.resolve("ready");
    // What is ignored stays so in the program that takes the shell's place.
    PlayerRun run = run("trap '' TERM; touch " + ready + "; exec sleep 600");
    stream.complete(null);
    Awaitility.await().atMost(SOON).until(() -> Files.exists(ready));
    assertTrue(run.isAlive());
    run.close();
    assertFalse(run.isAlive());
  }

  @Test
  void whoLeavesBeforeTheStreamIsThereStartsNoPlayer() {
    Path ready = folder.resolve("ready");
    PlayerRun early = run("touch " + ready);
    early.close();
    try (PlayerRun other = run("exit 0")) {
      stream.complete(null);
      Awaitility.await().atMost(SOON).until(stop::isRequested);
      assertFalse(other.isAlive());
    }
    assertFalse(early.isAlive());
    assertFalse(Files.exists(ready));
  }
}
