package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.ChannelId;
import banyan.relay.crypto.Ed25519Key;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a program cannot work with: a person is told in one sentence, and scripts by the exit code. */
@Tag("badinput")
class RefusalsAcceptanceTest {
  /** JVMs that start at a time. */
  private static final int AT_A_TIME = 4;
  private static final Duration AT_MOST = Duration.ofSeconds(30);
  private static final String ID = ChannelId.of(Ed25519Key.generate().publicKey()).toString();
  private static final String LINK = "banyan://127.0.0.1:1/" + ID;

  @RegisterExtension
  final Processes processes = new Processes();

  /** A command line, what it leads to, and a part of what is said. */
  private record Refusal(int exitCode, String says, List<String> arguments) {}

  @Test
  void wrongUsageIsToldInASentenceAndExitCodeTwo() throws IOException {
    assertRefused(
        wrong("is no channel link", "relay", "http://127.0.0.1:7170/" + ID),
        wrong("names no channel", "relay", "banyan://127.0.0.1:7170"),
        wrong("is no channel id: it has 4 characters instead of 52", "watch", "banyan://127.0.0.1:7170/abcd"),
        wrong("is no channel id: '1' is none of a-z, 2-7", "watch", "banyan://127.0.0.1:7170/1" + ID.substring(1)),
        wrong("is not HOST:PORT", "relay", "banyan://127.0.0.1/" + ID),
        wrong("port 70000 is not between", "relay", "banyan://127.0.0.1:70000/" + ID),
        wrong("has neither an address nor an index", "relay", "banyan:///" + ID),
        wrong("'foo' is no address of an index", "relay", "banyan:///" + ID + "?index=foo"),
        wrong("LINK is missing", "watch", "--headless"),
        wrong("Two of the links are of the same channel", "relay", LINK, LINK),
        wrong("'localhost' is no address of an index", "relay", LINK, "--index", "localhost"),
        wrong("'10X' is no bit rate", "relay", LINK, "--upload", "10X"),
        wrong("--max-children takes a number from 0 to 65535, not -1", "relay", LINK, "--max-children", "-1"),
        wrong("'many' is no whole number", "relay", LINK, "--max-children", "many"),
        wrong("'here' is not HOST:PORT", "relay", LINK, "--advertise", "here"),
        wrong("'127.0.0.1' is not HOST:PORT", "watch", LINK, "--parent", "127.0.0.1"),
        wrong("'70000' is no port", "relay", LINK, "--port", "70000"),
        wrong("There is no option --wobble", "broadcast", "--wobble"),
        wrong("is no source", "broadcast", "--source", "gopher://127.0.0.1:5000"),
        wrong("ffmpeg can turn it into one", "broadcast", "--source", "rtmp://127.0.0.1/live"),
        wrong("--loop is for files", "broadcast", "--loop"),
        wrong("--shuffle is for a folder or a playlist", "broadcast", "--shuffle"),
        wrong("--program is for MPEG-TS", "broadcast", "--program", "2"),
        wrong("--size is for the test source", "broadcast", "--source", "-", "--size", "640x360", "--fps", "15"),
        wrong("--stream-key is for RTMP", "broadcast", "--stream-key", "abcd-efgh"),
        wrong("--stream-key takes 8 to 128 letters", "broadcast", "--source", "rtmp://:0", "--stream-key", "a/b"),
        wrong("--takeover is for RTMP", "broadcast", "--source", "http://:0/", "--takeover"),
        wrong("is to end with one name behind the port", "broadcast", "--source", "rtmp://:0/live/key"),
        wrong("--tone is for the test source", "broadcast", "--source", "film.ts", "--tone"),
        wrong("'winamp' is no player that can be started here: choose mpv, vlc, ffplay",
            "watch", LINK, "--with", "winamp"),
        wrong("--grace is for sources that encoders send to", "broadcast", "--source", "film.ts", "--grace", "30s"),
        wrong("names no port to listen at", "broadcast", "--source", "http://example.org/"),
        wrong("There is no port 99999", "broadcast", "--source", "http://:99999/"),
        wrong("The test pattern cannot be 3x3", "broadcast", "--source", "test:3x3"),
        wrong("'ftp://example.org' is no address of an index", "broadcast", "--index", "ftp://example.org"),
        wrong("--title takes a text", "broadcast", "--title", " "),
        wrong("a link names at most 8 relays", Stream.concat(Stream.of("broadcast"), IntStream.range(1, 10)
            .mapToObj(port -> "--push=127.0.0.1:" + port)).toArray(String[]::new)),
        wrong("'soon' is no duration", "demo", "--duration", "soon"),
        wrong("--relays takes a number from 0 to 50", "demo", "--relays", "51"));
  }

  @Test
  void whatCannotBeHadIsToldInASentenceAndExitCodeOne() throws IOException {
    Path garbage = file("garbage.key", "ed25519 no key at all\n", "rw-------");
    Path open = file("open.key", "ed25519 00\n", "rw-r--r--");
    Path folder = Files.createDirectories(processes.files().toAbsolutePath().resolve("folder"));
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String taken = Integer.toString(socket.getLocalPort());
      String isTaken = "Port " + taken + " is taken by another program: choose another ";
      assertRefused(
          failed(garbage + " holds no Banyan channel key: name another file", "broadcast", "--key", garbage),
          failed(open + " is open to other users of this computer: run 'chmod 600", "broadcast", "--key", open),
          failed(folder + " is a directory: name a file in it", "broadcast", "--key", folder),
          failed("key cannot be read (Not a directory)", "broadcast", "--key", garbage.resolve("key")),
          failed(garbage + " holds no Banyan peer identity", "relay", LINK, "--identity", garbage),
          failed(isTaken + "with --port, or --port 0", "relay", LINK, "--port", taken),
          failed(isTaken + "with --http-port, or --http-port 0", "watch", LINK, "--http-port", taken),
          failed(isTaken + "in --source", "broadcast", "--source", "http://127.0.0.1:" + taken + "/"),
          failed("the port is taken by another program. Choose another port for the index with --index-port",
              "broadcast", "--index-port", taken),
          failed("the port is taken by another program. Choose another with --port", "index", "--port", taken),
          // TEST-NET-1: no computer has it.
          failed("Cannot listen on 192.0.2.1:0: the address is none of this machine's", "index", "--bind", "192.0.2.1"),
          failed("'192.0.2.1' is no address of this computer", "relay", LINK, "--bind", "192.0.2.1"),
          failed("'192.0.2.1' is no address of this computer", "broadcast", "--source", "http://192.0.2.1:0/"),
          failed("'192.0.2.1' is no address of this computer", "broadcast", "--source", "udp://192.0.2.1:0"),
          failed("There is no file nothing.mp4", "broadcast", "--source", "nothing.mp4"),
          failed("nothing.invalid' is no address of this computer", "relay", LINK, "--bind", "nothing.invalid"),
          failed("Nothing of the channel came within 1.0 s",
              "watch", LINK, "--headless", "--quiet", "--duration", "1s"));
    }
  }

  private Path file(String name, String content, String permissions) throws IOException {
    Path file = Files.createDirectories(processes.files().toAbsolutePath()).resolve(name);
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static Refusal wrong(String says, String... arguments) {
    return new Refusal(2, says, List.of(arguments));
  }

  private static Refusal failed(String says, Object... arguments) {
    return new Refusal(1, says, Arrays.stream(arguments).map(Object::toString).toList());
  }

  private void assertRefused(Refusal... refusals) {
    List<BanyanProcess> started = new ArrayList<>();
    for (int i = 0; i < refusals.length; i++) {
      if (i >= AT_A_TIME) {
        started.get(i - AT_A_TIME).exitCode(AT_MOST);
      }
      started.add(start(i, refusals[i].arguments()));
    }
    assertAll(Stream.iterate(0, i -> i < refusals.length, i -> i + 1)
        .map(i -> () -> assertRefused(refusals[i], started.get(i))));
  }

  /** With everything else as it should be, unless the arguments say so themselves. */
  private BanyanProcess start(int number, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    String command = all.get(0);
    add(all, "--bind", "127.0.0.1", !command.equals("demo"));
    add(all, "--port", "0", !command.equals("demo"));
    add(all, "--http-port", "0", !command.equals("index"));
    boolean isPeer = !command.equals("index") && !command.equals("demo");
    Path files = processes.files().toAbsolutePath();
    add(all, "--identity", files.resolve("identity-" + number + ".key").toString(), isPeer);
    add(all, "--key", files.resolve("channel-" + number + ".key").toString(), command.equals("broadcast"));
    add(all, "--index-port", "0", command.equals("broadcast"));
    return processes.start(command, all.toArray(String[]::new));
  }

  private static void add(List<String> arguments, String option, String value, boolean isKnown) {
    if (isKnown && !arguments.contains(option)) {
      arguments.addAll(List.of(option, value));
    }
  }

  private static void assertRefused(Refusal refusal, BanyanProcess process) {
    int exitCode = process.exitCode(AT_MOST);
    String what = process.name() + " " + String.join(" ", refusal.arguments());
    List<String> log = process.logLines();
    // Behind it stands where to read more.
    int sentenceAndMore = refusal.exitCode() == 2 ? 2 : 1;
    // A watch serves before it can know that nothing comes.
    boolean hasServed = refusal.says().startsWith("Nothing of the channel");
    assertAll(what,
        () -> assertEquals(refusal.exitCode(), exitCode),
        () -> assertEquals(hasServed ? 1 : 0, process.stdoutLines().size(), process.stdoutLines()::toString),
        () -> assertEquals(sentenceAndMore, log.size(), log::toString),
        () -> assertTrue(log.get(0).contains(refusal.says()), log::toString),
        () -> assertFalse(log.toString().contains("Exception"), log::toString));
  }
}
