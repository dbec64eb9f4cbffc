package banyan.launcher.acceptance;

import banyan.program.Program;
import banyan.program.ReadyLine;
import banyan.program.Stop;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import picocli.CommandLine.Command;

/** A program that loses buffers: whoever says that others lose none has to see it here. */
@Command(name = "leaking", description = "Loses buffers.")
public final class LeakingMain extends Program {
  private static final Duration EACH = Duration.ofMillis(20);

  public static void main(String[] args) {
    Program.main(new LeakingMain(), args);
  }

  @Override
  protected void run(Stop stop) throws Exception {
    ready(ReadyLine.of("leaking").withPort(1));
    while (!stop.await(EACH)) {
      ByteBufAllocator.DEFAULT.ioBuffer(1_000).writeByte(1);
    }
  }
}
