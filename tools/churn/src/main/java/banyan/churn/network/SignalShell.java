package banyan.churn.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Sends the signals for which Java has no call. One shell is kept for all of them: to start a {@code kill} for each
 * would take many milliseconds, which would count as the fault's.
 */
public final class SignalShell implements AutoCloseable {
  private final PrintWriter in;
  private final BufferedReader out;

  private SignalShell(Process shell) {
    this.in = new PrintWriter(shell.outputWriter(StandardCharsets.US_ASCII), true);
    this.out = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII));
  }

  /**
   * Starts one. Who interrupts a run at a terminal sends its signal to all programs of the run: this one stays until
   * its input ends, for those who stand still have to be thawed.
   */
  public static SignalShell start() throws IOException {
    SignalShell signals = new SignalShell(new ProcessBuilder("/bin/sh").redirectErrorStream(true).start());
    signals.run("trap '' HUP INT TERM");
    return signals;
  }

  /** The process stands still. */
  public void freeze(long pid) throws IOException {
    send("STOP", pid);
  }

  /** It goes on. */
  public void thaw(long pid) throws IOException {
    send("CONT", pid);
  }

  private void send(String signal, long pid) throws IOException {
    run("kill -" + signal + " " + pid);
  }

  private synchronized void run(String command) throws IOException {
    in.println(command + " && echo done");
    String answer = out.readLine();
    if (!"done".equals(answer)) {
      throw new IOException("'" + command + "' came to nothing: " + (answer == null ? "the shell is gone" : answer));
    }
  }

  @Override
  public void close() {
    in.close();
  }
}
