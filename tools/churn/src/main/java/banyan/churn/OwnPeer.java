package banyan.churn;

import banyan.program.ProcessFigures;
import banyan.program.ProgramProcess;
import java.io.IOException;
import java.nio.file.Path;

/** A peer that is one of Banyan's programs, in a process of its own. */
final class OwnPeer extends Peer {
  private final ProgramProcess process;
  private final SignalShell signals;

  OwnPeer(
      int number, PeerRecord.Role role, String upClass, Path trace, ProgramProcess process, SignalShell signals) {
    super(number, role, upClass, trace);
    this.process = process;
    this.signals = signals;
  }

  ProgramProcess program() {
    return process;
  }

  @Override
  String process() {
    return process.name();
  }

  @Override
  void leave() {
    process.askToEnd();
  }

  @Override
  void kill() {
    process.process().destroyForcibly();
  }

  @Override
  void freeze() throws IOException {
    signals.freeze(process.pid());
  }

  @Override
  void thaw() throws IOException {
    signals.thaw(process.pid());
  }

  @Override
  long residentBytes() {
    try {
      return new ProcessFigures(process.pid()).residentBytes();
    } catch (IOException e) {
      // It has ended just now.
      return 0;
    }
  }
}
