package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Media.Packet;
import banyan.launcher.acceptance.Media.Track;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A recording is what was sent, whatever becomes of the program; and a stream does not care for its recording. */
@Tag("record")
class RecordAcceptanceTest {
  private static final int SECONDS = FullRun.choose(6, 60);
  /** Who comes while the first second is under way begins at its end at the latest. */
  private static final int PROVEN_SECONDS = FullRun.choose(4, 55);
  private static final int FILE_SECONDS = FullRun.choose(2, 10);
  private static final int KILLED_AFTER_SECONDS = FullRun.choose(2, 30);
  /** Sound comes a little later than pictures, and the last packet may be cut short. */
  private static final double SECONDS_CUT_SHORT = 0.5;
  private static final int CHUNKS = 10;
  private static final Duration LEFT_WITHIN = Duration.ofSeconds(15);
  private static final Figures FIGURES = Figures.of("record");

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path temp;

  @RegisterExtension
  final Processes processes = new Processes();

  private final LocalNetwork network = new LocalNetwork(processes);

  @Test
  void whatIsRecordedIsWhatWasSentAlsoByAProgramThatIsKilled() throws IOException {
    Media media = new Media(processes.files());
    Path source = media.clip("source", SECONDS, "-bf", "3");
    Path atRoot = folder("root");
    Path atRelay = folder("relay");
    Path atKilled = folder("killed");
    BanyanProcess root = network.broadcast(
        "--source", "http://127.0.0.1:0/", "--upload", "100M", "--title", "On air: live!", "--record",
        atRoot.toString());
    String link = String.valueOf(root.ready().link());
    String parent = LocalNetwork.address(root.ready());
    BanyanProcess relay = network.relay(
        link, "--parent", parent, "--record", atRelay.toString(), "--record-every", FILE_SECONDS + "s");
    BanyanProcess killed = network.watch(link, "--parent", parent, "--record", atKilled.toString());
    for (BanyanProcess peer : List.of(relay, killed)) {
      LocalNetwork.await(peer.name() + " is attached").until(() -> PeerStatus.of(peer.ready()).isAttached());
    }
    try (Encoder encoder = Encoder.post(source, root)) {
      awaitOnDisk(killed);
      assertEquals(List.of("aac", "h264"), media.codecs(only(atKilled)), "while it grows");
      killed.kill();
      encoder.awaitAllAt(relay, SECONDS);
    }
    for (BanyanProcess peer : List.of(relay, root)) {
      peer.terminate();
      assertEquals(0, peer.exitCode(LEFT_WITHIN), peer.name());
    }

    List<Path> files = files(atRelay);
    assertEquals((double) SECONDS / FILE_SECONDS, files.size(), 1, files::toString);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Path file : files) {
      assertTrue(String.valueOf(file.getFileName()).matches("On-air-live_\\d{8}T\\d{6}Z_\\w{8}\\.ts"), file::toString);
      assertEquals("", media.complaints(file), () -> file + " alone");
      all.writeBytes(Files.readAllBytes(file));
    }
    assertArrayEquals(Files.readAllBytes(only(atRoot)), all.toByteArray(), "relay and broadcaster");
    Path recorded = Files.write(processes.files().resolve("recorded.ts").toAbsolutePath(), all.toByteArray());
    assertEquals("", media.complaints(recorded));
    Path sent = media.transportStream(source);
    for (Track track : Track.values()) {
      int packets = media.assertArrived(source, recorded, track);
      double seconds = track.seconds(packets);
      assertTrue(seconds >= PROVEN_SECONDS, () -> "only " + seconds + " s of " + track);
      FIGURES.add(track + ".equal", seconds, "s", packets);
      int beforeKill = assertBeginsAlike(hashes(media, sent, track), hashes(media, only(atKilled), track), track);
      FIGURES.add(track + ".equal-before-kill", track.seconds(beforeKill), "s", beforeKill);
    }
    assertEquals("", media.complaints(only(atKilled)), "what a killed program leaves behind");
  }

  /** Until all is written that had come when it was enough. */
  private static void awaitOnDisk(BanyanProcess watch) {
    LocalNetwork.await("enough has come").atMost(LocalNetwork.SOON.plusSeconds(SECONDS))
        .until(() -> PeerStatus.of(watch.ready()).playback("mediaMicros") >= KILLED_AFTER_SECONDS * 1_000_000L);
    long chunks = PeerStatus.of(watch.ready()).playback("chunks");
    LocalNetwork.await("it is on disk").until(() -> PeerStatus.of(watch.ready()).recording("chunks") >= chunks);
  }

  /** But for the last packet, which a kill may cut short. */
  private static int assertBeginsAlike(List<String> sent, List<String> here, Track track) {
    int whole = here.size() - 1;
    assertTrue(
        track.seconds(whole) >= KILLED_AFTER_SECONDS - SECONDS_CUT_SHORT, () -> track + ": only " + here.size());
    int from = sent.indexOf(here.get(0));
    assertTrue(track.seconds(from) <= 1, () -> track + " begins at " + from);
    assertEquals(sent.subList(from, from + whole), here.subList(0, whole), () -> track + " before the kill");
    return whole;
  }

  private static List<String> hashes(Media media, Path file, Track track) {
    return media.packets(file, track).stream().map(Packet::hash).toList();
  }

  /** On a disk of its own, which nobody else sees, nor fills, nor has to clean up. */
  @Test
  void aFullDiskStopsTheRecordingNotTheStreamAndItGoesOnWhenThereIsRoom() throws IOException {
    Media media = new Media(processes.files());
    Path folder = folder("disk");
    Files.createDirectories(folder);
    List<String> withDisk = List.of(
        "unshare", "--mount", "sh", "-c",
        "set -e; mount -t tmpfs -o size=20m none \"$0\"; head -c 20850000 /dev/zero >\"$0/filler\"; exec \"$@\"",
        folder.toString());
    BanyanProcess root = network.broadcast();
    BanyanProcess relay = processes.startIn(
        withDisk, "relay", String.valueOf(root.ready().link()), "--bind", "127.0.0.1", "--port", "0", "--http-port",
        "0", "--identity", processes.files().resolve("recorder.key").toAbsolutePath().toString(), "--record",
        folder.toString());
    LocalNetwork.await("the disk is full").until(() -> state(relay).equals("STOPPED"));
    PeerStatus stopped = PeerStatus.of(relay.ready());
    assertEquals("No space left on device", stopped.recordingWord("problem"));
    LocalNetwork.await("the stream goes on").until(() ->
        PeerStatus.of(relay.ready()).counter("chunksDelivered") >= stopped.counter("chunksDelivered") + CHUNKS);
    assertEquals(1, count(relay, "the recording to " + folder + " has stopped (No space left on device)"));
    Path inside = Path.of("/proc/" + relay.pid() + "/root" + folder);
    Path before = only(inside);
    assertEquals("", media.complaints(before), "up to where it was full");

    Files.delete(inside.resolve("filler"));
    LocalNetwork.await("it goes on").until(() -> state(relay).equals("RECORDING"));
    long chunks = PeerStatus.of(relay.ready()).recording("chunks");
    LocalNetwork.await("more of it").until(() -> PeerStatus.of(relay.ready()).recording("chunks") >= chunks + CHUNKS);
    PeerStatus again = PeerStatus.of(relay.ready());
    assertEquals("", again.recordingWord("problem"));
    assertEquals(1, again.recording("stops"));
    assertEquals(0, again.counter("chunksLost"));
    Path after = Path.of("/proc/" + relay.pid() + "/root" + again.recordingWord("file"));
    assertTrue(media.codecs(after).contains("h264"), "the new file");
    relay.terminate();
    assertEquals(0, relay.exitCode(LEFT_WITHIN));
    assertEquals(1, count(relay, "recording again"));
    assertEquals(1, count(relay, "while it could not be written to"));
    FIGURES.count("full-disk.chunks-missed", again.recording("chunksMissed"));
  }

  private static String state(BanyanProcess peer) {
    return PeerStatus.of(peer.ready()).recordingWord("state");
  }

  private static long count(BanyanProcess of, String says) {
    return of.logLines().stream().filter(line -> line.contains(says)).count();
  }

  private Path folder(String name) {
    return temp.resolve(name);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(".ts")).sorted().toList();
    }
  }

  private static Path only(Path folder) throws IOException {
    List<Path> files = files(folder);
    assertEquals(1, files.size(), files::toString);
    return files.get(0);
  }
}
