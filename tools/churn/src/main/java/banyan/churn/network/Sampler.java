package banyan.churn.network;

import banyan.churn.scenario.ProcessSample;
import banyan.program.ProcessFigures;
import banyan.program.ProgramProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Looks again and again what memory, descriptors and threads the processes of a run hold. */
public final class Sampler {
  /** Seven hours of a hundred processes, looked at each 5 s, are half of it. */
  private static final int MAX_SAMPLES = 1_000_000;

  private final Workplace workplace;
  private final List<ProcessSample> samples = new ArrayList<>();

  public Sampler(Workplace workplace) {
    this.workplace = workplace;
  }

  public synchronized void sample() {
    long now = System.nanoTime();
    for (ProgramProcess process : workplace.processes()) {
      ProcessFigures figures = new ProcessFigures(process.pid());
      try {
        if (process.process().isAlive() && samples.size() < MAX_SAMPLES) {
          samples.add(new ProcessSample(
              now, process.name(), figures.residentBytes(), figures.descriptors(), figures.threads()));
        }
      } catch (IOException e) {
        // It has ended just now.
      }
    }
  }

  public synchronized List<ProcessSample> samples() {
    return List.copyOf(samples);
  }
}
