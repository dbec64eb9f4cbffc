package banyan.launcher;

import banyan.program.BitRate;
import banyan.program.Failure;
import banyan.program.OptionValues;
import banyan.program.Program;
import banyan.program.ReadyLine;
import banyan.program.Stop;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A program that only lives: what the shell of all programs does can be seen on it. */
@Command(name = "waiting", description = "Waits.")
public final class WaitingMain extends Program {
  /** How the program ends, apart from being stopped. */
  enum Ending {
    STOPPED,
    FAILURE,
    LATE_FAILURE,
    IO,
    BUG,
    HANGING
  }

  private static final Logger LOG = Logger.getLogger(WaitingMain.class.getName());

  @Option(names = "--ending", description = "How to end.")
  private Ending ending = Ending.STOPPED;

  @Option(names = "--upload", description = "A rate.")
  private @Nullable BitRate upload;

  @Option(names = "--port", converter = OptionValues.Port.class, description = "A port.")
  private int port = 7171;

  public static void main(String[] args) {
    Program.main(new WaitingMain(), args);
  }

  @Override
  protected void run(Stop stop) throws Exception {
    System.out.println("a library that prints");
    LOG.fine("in detail");
    switch (ending) {
      case FAILURE -> throw new Failure("The well is dry: dig another.", new IOException("no water"));
      case IO -> throw new IOException("disk full");
      case BUG -> throw new IllegalStateException("two plus two is 5");
      case STOPPED, LATE_FAILURE, HANGING -> ready(ReadyLine.of("waiting").withPort(port));
    }
    if (ending == Ending.LATE_FAILURE) {
      stop.fail(new Failure("The well ran dry."));
    }
    stop.await();
    if (ending == Ending.HANGING) {
      new CountDownLatch(1).await();
    }
    LOG.info("left with an upload of " + upload);
  }
}
