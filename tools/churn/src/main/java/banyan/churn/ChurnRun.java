package banyan.churn;

import banyan.churn.link.LinkProxy;
import banyan.churn.link.LinkShape;
import banyan.churn.network.FaultInjector;
import banyan.churn.network.Load;
import banyan.churn.network.Origin;
import banyan.churn.network.OwnPeer;
import banyan.churn.network.Peer;
import banyan.churn.network.Population;
import banyan.churn.network.Sampler;
import banyan.churn.network.SignalShell;
import banyan.churn.network.Workplace;
import banyan.churn.scenario.Draws;
import banyan.churn.scenario.FaultRecord;
import banyan.churn.scenario.Fields;
import banyan.churn.scenario.PeerRecord;
import banyan.churn.scenario.RunRecord;
import banyan.churn.scenario.Scenario;
import banyan.churn.scenario.Schedule;
import banyan.program.Failure;
import banyan.program.Machine;
import banyan.program.Stop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One run of a scenario: starts everything, lets it warm up, does to it what the schedule says, and ends it. Two
 * threads matter: the clock, on which all faults are done and all traces looked at, and whoever called {@link #run}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what goes wrong in a step is seen to in the step
final class ChurnRun implements FaultInjector.Later, AutoCloseable {
  private static final long LOOK_MILLIS = 250;
  private static final long SAMPLE_SECONDS = 5;
  private static final Duration SHOWN_EACH = Duration.ofSeconds(1);
  /** Programs that start at a time: more would only wait for each other on a small machine. */
  private static final int STARTING = 3;
  /** A Java that starts takes a core for a second: not the one on which orphans look for another parent. */
  private static final Duration REPLACED_AFTER = Duration.ofMillis(1_500);
  private static final long FED_SECONDS = 60;
  private static final long FED_MILLIS_EACH = 500;
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(6);
  /** A person waits, and a program that was interrupted is ended after 10 s. */
  private static final Duration LEAVE_WHEN_INTERRUPTED = Duration.ofSeconds(2);

  private final Scenario scenario;
  private final long seed;
  private final Workplace workplace;
  private final Stop stop;
  private final Progress progress;
  private final Optional<LinkProxy> proxy;
  private final SignalShell signals;
  private final Origin origin;
  private final Population population;
  private final FaultInjector injector;
  private final Sampler sampler;
  private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
  private final ExecutorService starters = Executors.newFixedThreadPool(STARTING);
  /** What ended the run early; empty while nothing did. Set once. */
  private volatile String trouble = "";
  private volatile boolean isOver;

  ChurnRun(Scenario scenario, long seed, Workplace workplace, Stop stop, Progress progress) throws IOException {
    this.scenario = scenario;
    this.seed = seed;
    this.workplace = workplace;
    this.stop = stop;
    this.progress = progress;
    this.proxy = scenario.shapesLinks()
        ? Optional.of(LinkProxy.start(LinkShape.of(scenario.links()), seed)) : Optional.empty();
    this.signals = SignalShell.start();
    this.origin = new Origin(workplace, scenario, proxy, signals);
    this.population = new Population(workplace, scenario, origin, proxy, signals);
    this.injector = new FaultInjector(scenario, population, origin, proxy, this);
    this.sampler = new Sampler(workplace);
  }

  /**
   * Runs it to its end, or until it is stopped.
   *
   * @throws Failure if it does not even come to its beginning
   */
  RunRecord run() throws IOException, InterruptedException, Failure {
    double loadBefore = Machine.loadAverage();
    long begin = System.nanoTime();
    long faultsFrom = begin;
    clock.scheduleWithFixedDelay(() -> guard(this::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    Load load = new Load(scenario.load());
    try {
      start();
      clock.scheduleAtFixedRate(sampler::sample, 0, SAMPLE_SECONDS, TimeUnit.SECONDS);
      progress.phase("warming up for " + scenario.warmup().toSeconds() + " s");
      await(scenario.warmup(), false);
      faultsFrom = System.nanoTime();
      plan(Schedule.of(scenario, seed));
      await(scenario.duration(), true);
    } finally {
      load.close();
    }
    long end = System.nanoTime();
    finish();
    Map<String, String> machine = new LinkedHashMap<>(Machine.description());
    machine.put("load", String.format(Locale.ROOT, "%.2f before, %.2f after", loadBefore, Machine.loadAverage()));
    return new RunRecord(
        scenario, seed, begin, faultsFrom, end, machine.getOrDefault("commit", "unknown"), machine,
        population.all().stream().filter(peer -> !peer.id().isEmpty()).map(Peer::record).toList(), injector.records(),
        sampler.samples(), whyEarly());
  }

  private String whyEarly() {
    return !trouble.isEmpty() ? trouble : stop.isRequested() ? "It was interrupted." : "";
  }

  /** Everything that is there from the beginning: the root first, and nobody before those above have what they need. */
  private void start() throws IOException, InterruptedException, Failure {
    progress.phase("starting the index, the broadcaster and its encoder");
    origin.startIndex();
    population.beginRoot();
    origin.startEncoder();
    for (Scenario.Group group : scenario.peers()) {
      int count = Schedule.atFirst(group);
      for (Scenario.UploadClass upload : group.classes()) {
        List<Future<?>> starting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          Population.Place place = Population.Place.of(group, i);
          if (place.upload().equals(upload)) {
            starting.add(starters.submit(() -> population.begin(place)));
          }
        }
        if (!starting.isEmpty()) {
          progress.phase("starting " + starting.size() + " " + Fields.word(group.role()) + "s");
        }
        for (Future<?> one : starting) {
          await(one);
        }
        awaitFed();
      }
    }
  }

  private void await(Future<?> starting) throws IOException, InterruptedException, Failure {
    try {
      while (!starting.isDone()) {
        if (stop.await(Duration.ofMillis(LOOK_MILLIS / 5))) {
          throw interrupted();
        }
      }
      starting.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Failure failure) {
        throw failure;
      }
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }

  private static Failure interrupted() {
    return new Failure("The run was interrupted before its first fault: there is nothing to tell of it.");
  }

  private void awaitFed() throws InterruptedException, Failure {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(FED_SECONDS)
        + TimeUnit.MILLISECONDS.toNanos(FED_MILLIS_EACH * scenario.peerCount());
    List<String> hungry = hungry();
    for (; !hungry.isEmpty(); hungry = hungry()) {
      if (System.nanoTime() > until) {
        throw new Failure("Not all peers were fed in time: " + String.join(", ", hungry.subList(
            0, Math.min(5, hungry.size()))) + " (" + hungry.size() + " in all). Are there slots enough for all of them "
            + "(maxChildren, upload), or is this machine too small?");
      }
      if (stop.await(Duration.ofMillis(LOOK_MILLIS))) {
        throw interrupted();
      }
      if (!trouble.isEmpty()) {
        throw new Failure(trouble);
      }
    }
  }

  private List<String> hungry() {
    return population.alive().stream()
        .filter(peer -> peer.role() != PeerRecord.Role.ROOT && peer.tail().chunks() == 0).map(Peer::name).toList();
  }

  private void plan(Schedule schedule) {
    for (Schedule.Planned planned : schedule.faults()) {
      after(Duration.ofNanos(planned.atNanos()), () -> injector.inject(planned));
    }
    int[] next = new int[scenario.peers().size()];
    for (Schedule.Coming coming : schedule.arrivals()) {
      int group = scenario.peers().indexOf(coming.group());
      int index = Schedule.atFirst(coming.group()) + next[group]++;
      after(Duration.ofNanos(coming.atNanos()), () -> come(Population.Place.of(coming.group(), index)));
    }
    population.alive().forEach(this::live);
    scenario.source().pauseEvery().ifPresent(every -> clock.scheduleAtFixedRate(
        () -> origin.pause(scenario.source().pause()), every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS));
  }

  private void come(Population.Place place) {
    aside(() -> live(population.begin(place)));
  }

  /** A peer whose time is limited ends when it is over. */
  private void live(Peer peer) {
    population.placeOf(peer).flatMap(place -> place.group().lifetimes()).ifPresent(law -> {
      Draws draws = Draws.of(seed, Draws.Part.LIFETIMES, peer.number());
      long lifetime = draws.lifetimeNanos(law);
      FaultRecord.Kind how = draws.share() < law.killed() ? FaultRecord.Kind.KILL : FaultRecord.Kind.LEAVE;
      if (lifetime < scenario.duration().toNanos()) {
        after(Duration.ofNanos(lifetime), () -> {
          if (peer.isAlive()) {
            injector.end(peer, how, "lifetime");
          }
        });
      }
    });
  }

  /** Lets time pass. */
  private void await(Duration time, boolean isShown) throws InterruptedException, Failure {
    long from = System.nanoTime();
    long until = from + time.toNanos();
    while (trouble.isEmpty()) {
      long left = until - System.nanoTime();
      if (isShown) {
        progress.show(Duration.ofNanos(Math.min(time.toNanos(), System.nanoTime() - from)), time, population.alive(),
            injector.counts());
      }
      if (left <= 0 || stop.await(Duration.ofNanos(Math.min(left, SHOWN_EACH.toNanos())))) {
        return;
      }
    }
  }

  /** What the traces say of everybody now; and who has ended of its own accord. */
  private void look() throws IOException {
    for (Peer peer : population.alive()) {
      peer.tail().look();
      if (peer instanceof OwnPeer own && !own.program().process().isAlive() && !isOver && !stop.isRequested()) {
        population.ended(peer, System.nanoTime(), PeerRecord.End.DIED);
        progress.say("WARNING " + peer.name() + " has ended of its own accord; --keep keeps what it said.");
        gone(peer);
      }
    }
  }

  @Override
  public void gone(Peer peer) {
    if (peer instanceof OwnPeer own) {
      workplace.forgetOnceEnded(own.program());
    }
    population.placeOf(peer).filter(place -> place.group().replace())
        .ifPresent(place -> after(REPLACED_AFTER, () -> come(place)));
  }

  @Override
  public void after(Duration time, FaultInjector.Step step) {
    try {
      clock.schedule(() -> guard(step), time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The run is over, and what comes later does not come.
    }
  }

  @Override
  public void aside(FaultInjector.Step step) {
    try {
      starters.execute(() -> guard(step));
    } catch (RejectedExecutionException e) {
      // The same.
    }
  }

  /** What goes wrong ends the run, and is told; but not what goes wrong because it has ended. */
  private void guard(FaultInjector.Step step) {
    try {
      step.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Failure | IOException | RuntimeException e) {
      if (!isOver && !stop.isRequested()) {
        failed(e instanceof Failure ? String.valueOf(e.getMessage()) : "The harness failed: " + e);
      }
    }
  }

  private synchronized void failed(String sentence) {
    if (trouble.isEmpty()) {
      trouble = sentence;
    }
  }

  /** No more faults; and everybody ends, so that what they have written is whole. */
  private void finish() throws IOException {
    isOver = true;
    clock.shutdownNow();
    starters.shutdownNow();
    progress.end();
    if (injector.passedOver() > 0) {
      progress.say(injector.passedOver() + " faults were passed over: nobody was there to whom they could be done.");
    }
    for (Peer peer : population.alive()) {
      if (peer.isHit()) {
        peer.thaw();
      }
    }
    origin.stopEncoder();
    workplace.endProcesses(stop.isRequested() ? LEAVE_WHEN_INTERRUPTED : LEAVE_WITHIN);
  }

  @Override
  public void close() throws IOException {
    isOver = true;
    clock.shutdownNow();
    starters.shutdownNow();
    origin.stopEncoder();
    signals.close();
    proxy.ifPresent(LinkProxy::close);
  }
}
