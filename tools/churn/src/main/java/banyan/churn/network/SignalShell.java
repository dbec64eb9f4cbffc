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
  private final Process shell;
  private final PrintWriter in;
  private final BufferedReader out;

  private SignalShell(Process shell) {
    this.shell = shell;
    this.in = new PrintWriter(shell.outputWriter(StandardCharsets.US_ASCII), true);
    this.out = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII));
  }

  public static SignalShell start() throws IOException {
    return new SignalShell(new ProcessBuilder("/bin/sh").redirectErrorStream(true).start());
  }

  /** The process stands still. */
  public void freeze(long pid) throws IOException {
    send("STOP", pid);
  }

  /** It goes on. */
  public void thaw(long pid) throws IOException {
    send("CONT", pid);
  }

  private synchronized void send(String signal, long pid) throws IOException {
    in.println("kill -" + signal + " " + pid + " && echo sent");
    String answer = out.readLine();
    if (!"sent".equals(answer)) {
      throw new IOException("process " + pid + " cannot be sent SIG" + signal + ": " + answer);
    }
  }

  @Override
  public void close() {
    in.close();
    shell.destroy();
  }
}
