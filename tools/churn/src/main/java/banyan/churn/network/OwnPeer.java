package banyan.churn.network;

import banyan.churn.scenario.PeerRecord;
import banyan.program.ProcessFigures;
import banyan.program.ProgramProcess;
import java.io.IOException;
import java.nio.file.Path;

/** A peer that is one of Banyan's programs, in a process of its own. */
public final class OwnPeer extends Peer {
  private final ProgramProcess process;
  private final SignalShell signals;

  OwnPeer(
      int number, PeerRecord.Role role, String upClass, Path trace, ProgramProcess process, SignalShell signals) {
    super(number, role, upClass, trace);
    this.process = process;
    this.signals = signals;
  }

  public ProgramProcess program() {
    return process;
  }

  @Override
  public String process() {
    return process.name();
  }

  @Override
  public void leave() {
    process.askToEnd();
  }

  @Override
  public void kill() {
    process.process().destroyForcibly();
  }

  @Override
  public void freeze() throws IOException {
    signals.freeze(process.pid());
  }

  @Override
  public void thaw() throws IOException {
    try {
      signals.thaw(process.pid());
    } catch (IOException e) {
      // Who has ended does not stand still.
      if (process.process().isAlive()) {
        throw e;
      }
    }
  }

  @Override
  public long residentBytes() {
    try {
      return new ProcessFigures(process.pid()).residentBytes();
    } catch (IOException e) {
      // It has ended just now.
      return 0;
    }
  }
}
