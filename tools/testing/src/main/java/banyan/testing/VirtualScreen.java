package banyan.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A screen that nobody sees, with a window manager, for programs with windows: Xvfb and openbox. */
public final class VirtualScreen implements AutoCloseable {
  private static final String ANY_NUMBER = "";
  private static final int UP_WITHIN_SECONDS = 30;
  private static final int GONE_WITHIN_SECONDS = 5;
  /** Another run of the same tests may be about to end. */
  private static final int FREE_WITHIN_SECONDS = 180;

  private final Process xvfb;
  private final Process manager;
  private final String display;
  private final Thread atExit;

  private VirtualScreen(Process xvfb, Process manager, String display) {
    this.xvfb = xvfb;
    this.manager = manager;
    this.display = display;
    this.atExit = new Thread(this::end);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** On a number that is free. */
  public static VirtualScreen start(int width, int height) {
    return start(ANY_NUMBER, width, height);
  }

  /**
   * On the display that this process's environment names, which waits if somebody else has that number.
   *
   * @throws IllegalStateException with what to install, if that is what is missing
   */
  public static VirtualScreen startHere(int width, int height) {
    String display = System.getenv("DISPLAY");
    if (display == null || !display.matches(":\\d+")) {
      throw new IllegalStateException(
          "DISPLAY is '" + display + "': the build sets it to the number of a virtual screen");
    }
    awaitFree(Path.of("/tmp/.X11-unix/X" + display.substring(1)));
    return start(display, width, height);
  }

  /** A socket that a killed server left behind is no server. */
  private static void awaitFree(Path socket) {
    Path lock = Path.of("/tmp/.X" + String.valueOf(socket.getFileName()).substring(1) + "-lock");
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(FREE_WITHIN_SECONDS);
    while (isHeld(lock)) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("the display of " + lock + " was not free within " + FREE_WITHIN_SECONDS
            + " s: end the X server that has it, or build with -Dbanyan.display=N");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for a display", e);
      }
    }
    try {
      Files.deleteIfExists(lock);
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isHeld(Path lock) {
    try {
      long pid = Long.parseLong(Files.readString(lock).strip());
      return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  private static VirtualScreen start(String display, int width, int height) {
    List<String> command = new ArrayList<>(List.of("Xvfb"));
    if (!display.equals(ANY_NUMBER)) {
      command.add(display);
    }
    command.addAll(List.of(
        "-displayfd", "1", "-screen", "0", width + "x" + height + "x24", "-nolisten", "tcp", "-terminate"));
    Process xvfb = run(command, "xvfb", "");
    String here;
    try {
      here = ":" + firstLine(xvfb);
    } catch (IllegalStateException e) {
      xvfb.destroyForcibly();
      throw e;
    }
    try {
      return new VirtualScreen(xvfb, run(List.of("openbox", "--sm-disable"), "openbox", here), here);
    } catch (IllegalStateException e) {
      xvfb.destroyForcibly();
      throw e;
    }
  }

  private static Process run(List<String> command, String packageName, String display) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command)
          .redirectInput(new File("/dev/null")).redirectError(ProcessBuilder.Redirect.DISCARD);
      if (!display.isEmpty()) {
        builder.environment().put("DISPLAY", display);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      }
      return builder.start();
    } catch (IOException e) {
      throw new IllegalStateException(
          command.get(0) + " is needed for tests of windows: apt-get install " + packageName + ", or run tools/check,"
              + " which does", e);
    }
  }

  private static String firstLine(Process xvfb) {
    BufferedReader says = xvfb.inputReader(StandardCharsets.UTF_8);
    CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> {
      try {
        String read = says.readLine();
        if (read == null) {
          throw new IllegalStateException("Xvfb ended before it had a display");
        }
        return read.strip();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    try {
      return line.get(UP_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Xvfb does not come up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Xvfb", e);
    }
  }

  /** As in {@code DISPLAY}. */
  public String display() {
    return display;
  }

  /** The server goes with its last client: a program with windows dies badly when it loses its display first. */
  private void end() {
    manager.destroy();
  }

  @Override
  public void close() throws InterruptedIOException {
    end();
    try {
      if (!xvfb.waitFor(GONE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        xvfb.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a screen was ended");
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
