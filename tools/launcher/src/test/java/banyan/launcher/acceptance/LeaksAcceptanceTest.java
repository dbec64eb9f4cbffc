package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whole programs under Netty's paranoid leak detection, while children come and are killed. */
@Tag("leaks")
class LeaksAcceptanceTest {
  private static final Figures FIGURES = Figures.of("leaks");
  private static final String LEAK = "LEAK:";
  private static final int ROUNDS = FullRun.choose(1, 12);
  /** Media that each child gets before it is killed. */
  private static final int CHUNKS_EACH = FullRun.choose(10, 30);
  /** A small young generation is collected often, and only what is collected is known to be lost. */
  private static final List<String> PARANOID = List.of(
      "env", "JDK_JAVA_OPTIONS=-Dio.netty.leakDetection.level=paranoid -Xmn6m");

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes, PARANOID);

  @Test
  void noProgramLosesABuffer() throws Exception {
    List<BanyanProcess> all = new ArrayList<>();
    BanyanProcess index = network.index();
    all.add(index);
    BanyanProcess broadcast = network.broadcast("--index", String.valueOf(index.ready().url()), "--upload", "100M");
    all.add(broadcast);
    ReadyLine root = broadcast.ready();
    BanyanProcess relay = network.relay(String.valueOf(root.link()), "--upload", "100M");
    all.add(relay);
    ReadyLine middle = relay.ready();
    for (int round = 0; round < ROUNDS; round++) {
      BanyanProcess child = network.relay(
          String.valueOf(root.link()), "--parent", LocalNetwork.address(middle), "--upload", "100M");
      BanyanProcess watch = network.watch(
          String.valueOf(root.link()), "--parent", LocalNetwork.address(child.ready()));
      all.addAll(List.of(child, watch));
      ReadyLine viewer = watch.ready();
      LocalNetwork.await("the viewer gets its media").until(
          () -> PeerStatus.of(viewer).counter("chunksDelivered") >= CHUNKS_EACH);
      try (LiveReader player = LiveReader.open("a player that goes in the middle", viewer)) {
        player.awaitBytes(100_000);
      }
      collect(child);
      collect(watch);
      child.kill();
      LocalNetwork.await("the viewer goes on without the one that was killed").until(
          () -> PeerStatus.of(viewer).isAttached());
      watch.kill();
    }
    collect(index);
    collect(broadcast);
    collect(relay);
    long chunks = PeerStatus.of(middle).counter("chunksReceived");
    LocalNetwork.await("more buffers are made, which is when lost ones are told").until(
        () -> PeerStatus.of(middle).counter("chunksReceived") >= chunks + CHUNKS_EACH);
    for (BanyanProcess process : all) {
      assertEquals(List.of(), leaks(process), process::name);
    }
    FIGURES.count("programs", all.size());
    FIGURES.count("chunks-received-by-the-relay", chunks);
  }

  /** The same options, and the same look at the log, do see a program that loses one. */
  @Test
  void aProgramThatLosesBuffersIsSeen() throws Exception {
    BanyanProcess leaking = processes.startMainIn(PARANOID, "leaking", LeakingMain.class);
    leaking.ready();
    LocalNetwork.await("a leak is told").until(() -> {
      collect(leaking);
      return !leaks(leaking).isEmpty();
    });
  }

  private static List<String> leaks(BanyanProcess process) {
    return process.logLines().stream().filter(line -> line.contains(LEAK)).toList();
  }

  private static void collect(BanyanProcess process) throws IOException, InterruptedException {
    Process jcmd = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(process.pid()), "GC.run")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    assertEquals(0, jcmd.waitFor(), "jcmd of " + process.name());
  }
}
