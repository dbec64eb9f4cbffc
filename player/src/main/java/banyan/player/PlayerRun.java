package banyan.player;

import banyan.program.Failure;
import banyan.program.Stop;
import banyan.program.Terminal;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A player that runs as a process beside this one: when either ends, so does the other. May be used by any thread. */
final class PlayerRun implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PlayerRun.class.getName());
  /** Players close windows and devices in far less; one that does not is ended all the same. */
  private static final long LEAVE_MILLIS = 3_000;
  /** Ctrl-C in a terminal reaches both programs: which of them ends first is of no matter. */
  private static final Duration SAME_SIGNAL = Duration.ofMillis(500);

  private final LocalPlayer player;
  private final Supplier<List<String>> command;
  private final Stop stop;
  private @Nullable Process process;
  private boolean isClosed;

  private PlayerRun(LocalPlayer player, Supplier<List<String>> command, Stop stop) {
    this.player = player;
    this.command = command;
    this.stop = stop;
  }

  /**
   * Starts a player as soon as there is something to play.
   *
   * @param there completes then; may be on a thread that must not block
   * @param command asked for when it starts
   * @param stop is requested when the player ends, and fails if it ends badly
   */
  @SuppressWarnings("FutureReturnValueIgnored") // what becomes of it is told to stop
  static PlayerRun startOnce(CompletionStage<?> there, LocalPlayer player, Supplier<List<String>> command, Stop stop) {
    PlayerRun run = new PlayerRun(player, command, stop);
    there.thenRunAsync(run::start);
    return run;
  }

  private synchronized void start() {
    if (isClosed) {
      return;
    }
    try {
      Process started = new ProcessBuilder(command.get())
          .redirectErrorStream(true)
          // Keys typed in the terminal are not meant for a player that has a window.
          .redirectInput(new File("/dev/null"))
          .start();
      process = started;
      Thread thread = new Thread(() -> follow(started), "player " + player.program());
      thread.setDaemon(true);
      thread.start();
    } catch (IOException e) {
      stop.fail(new Failure(player.program() + " could not be started: " + e.getMessage(), e));
    }
  }

  /** Reads what the player says, so that it never waits to be read, until it has ended. */
  private void follow(Process of) {
    // Mostly why it ended.
    String last = "";
    try (BufferedReader says = of.inputReader(StandardCharsets.UTF_8)) {
      for (String line = says.readLine(); line != null; line = says.readLine()) {
        if (!line.isBlank()) {
          last = Terminal.printable(line.strip());
          LOG.log(Level.FINE, "{0}: {1}", new Object[] {player.program(), last});
        }
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "nothing more from " + player.program(), e);
    }
    try {
      ended(of.waitFor(), last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ended(int exitCode, String last) throws InterruptedException {
    boolean wasAsked;
    synchronized (this) {
      wasAsked = isClosed;
    }
    try {
      if (exitCode != 0 && !wasAsked && !stop.await(SAME_SIGNAL)) {
        stop.fail(new Failure(
            player.program() + " ended with exit code " + exitCode + (last.isEmpty() ? "." : ": " + last)));
      }
    } catch (Failure e) {
      // The program ends for another reason, which it tells itself.
      LOG.log(Level.FINE, player.program() + " ended too", e);
    }
    stop.request();
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Ends the player if it still runs, and returns when it is gone. */
  @Override
  public void close() {
    Process running;
    synchronized (this) {
      isClosed = true;
      running = process;
    }
    if (running == null) {
      return;
    }
    running.destroy();
    try {
      if (!running.waitFor(LEAVE_MILLIS, TimeUnit.MILLISECONDS)) {
        running.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
