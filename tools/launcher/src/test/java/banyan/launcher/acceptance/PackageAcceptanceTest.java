package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.ReadyLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The programs as they are given to people: images, and packages on a Debian that has nothing of what they need. */
@Tag("package")
class PackageAcceptanceTest {
  private static final Figures FIGURES = Figures.of("package");
  private static final int PICTURES_PER_SECOND = 15;
  private static final String PATTERN = "test:320x180@" + PICTURES_PER_SECOND;
  private static final String TITLE = "Out of the box";
  private static final int PLAYED_SECONDS = 10;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final double MEGABYTE = 1e6;
  private static final String WATCH = PackagedProgram.WATCH.packageName();
  private static final String SOFTWARE = "JAVA_TOOL_OPTIONS=-Dprism.order=sw";

  @RegisterExtension
  final Processes processes = new Processes();

  @TempDir
  Path home = Path.of("");

  @SuppressWarnings("NullAway.Init") // openScreen() makes it
  private Desktop desktop;
  @SuppressWarnings("NullAway.Init") // and this
  private ScreenReader screen;
  private @Nullable MinimalDebian debian;

  @BeforeEach
  void openScreen() throws IOException {
    Files.createDirectories(processes.files());
    desktop = Desktop.open(home, true);
    screen = ScreenReader.open(desktop.display(), processes.files().resolve("screen.log"));
  }

  @AfterEach
  void close() throws IOException {
    processes.closeAll();
    screen.close();
    desktop.close();
    if (debian != null) {
      debian.close();
    }
  }

  @Test
  void everyImageTellsOfWhatItWasMade() throws IOException {
    String expected = version(List.of(), "banyan").substring("banyan".length());
    for (PackagedProgram program : PackagedProgram.values()) {
      String name = program.packageName();
      assertEquals(name + expected, version(List.of(program.launcher().toString()), name));
      assertEquals(program == PackagedProgram.WATCH, Files.exists(program.image().resolve("lib/app/javafx.jar")),
          "only the player has JavaFX: " + name);
      FIGURES.add(name + ".image", program.imageBytes() / MEGABYTE, "MB", 1);
      FIGURES.add(name + ".deb", Files.size(program.debianPackage()) / MEGABYTE, "MB", 1);
    }
  }

  /** What a program says of itself; the one of this build if there is no command. */
  private String version(List<String> command, String name) {
    long began = System.nanoTime();
    BanyanProcess program = command.isEmpty() ? processes.start(name, "--version")
        : processes.startCommand(name, Stream.concat(command.stream(), Stream.of("--version")).toList());
    assertEquals(0, program.exitCode(SOON), program.logLines()::toString);
    FIGURES.add(name + ".version-told-in", (System.nanoTime() - began) / 1e6, "ms", 1);
    return String.join("\n", program.stdoutLines());
  }

  @Test
  void imagesCarryAChannelIntoTheWindow() throws IOException {
    LocalNetwork network = LocalNetwork.ofPackages(processes);
    String index = String.valueOf(network.index().ready().url());
    ReadyLine root = network.broadcast("--index", index, "--tone", "--source", PATTERN).ready();
    ReadyLine relay = network.relay(String.valueOf(root.link()), "--upload", "20M").ready();
    LocalNetwork.await("the relay is fed").until(() -> PeerStatus.of(relay).isAttached());
    BanyanProcess watch = network.window(
        desktop, String.valueOf(root.link()), "--parent", LocalNetwork.address(relay));
    watch.ready();
    awaitPlayed();
    desktop.act(processes.files().resolve("key.log"), "key", "s");
    Path pictures = home.resolve("Pictures");
    LocalNetwork.await("a picture is kept").until(() -> Files.isDirectory(pictures) && readable(pictures) == 1);
    assertFalse(Files.exists(home.resolve(".openjfx")), "JavaFX's libraries are in the image, not in people's homes");
    watch.terminate();
    assertEquals(0, watch.exitCode(SOON), watch.logLines()::toString);
  }

  private static long readable(Path pictures) throws IOException {
    try (Stream<Path> files = Files.list(pictures)) {
      return files.filter(file -> {
        try {
          return ImageIO.read(file.toFile()) != null;
        } catch (IOException e) {
          // Half written.
          return false;
        }
      }).count();
    }
  }

  /** Waits until the pattern is seen, and moves for a while. */
  private void awaitPlayed() {
    LocalNetwork.await("the picture is there").atMost(SOON).until(() -> screen.frame() >= 0);
    long from = screen.frame();
    long began = System.nanoTime();
    LocalNetwork.await("the pattern goes on").atMost(SOON).until(
        () -> screen.frame() >= from + (long) PLAYED_SECONDS * PICTURES_PER_SECOND);
    FIGURES.add("pace", PLAYED_SECONDS / ((System.nanoTime() - began) / 1e9), "share", 1);
  }

  @Test
  void thePackageInstallsPlaysAndLeavesNothingBehind() throws IOException {
    ReadyLine root = LocalNetwork.ofPackages(processes).broadcast("--title", TITLE, "--source", PATTERN).ready();
    String link = String.valueOf(root.link());
    long began = System.nanoTime();
    MinimalDebian system = MinimalDebian.make(processes.files());
    debian = system;
    // Whatever has a desktop has this, which knows the programs for links.
    system.run("apt-get", "-q", "-y", "install", "desktop-file-utils");
    FIGURES.add("debian-made-in", (System.nanoTime() - began) / 1e9, "s", 1);
    began = System.nanoTime();
    system.install(PackagedProgram.WATCH.debianPackage());
    FIGURES.add("installed-in", (System.nanoTime() - began) / 1e9, "s", 1);
    List<String> brought = system.run("dpkg", "-L", WATCH).lines().toList();

    assertEquals(version(List.of(PackagedProgram.WATCH.launcher().toString()), "image"),
        version(system.asUser(List.of(), WATCH), "installed"));
    assertEquals(List.of(), librariesNotFound(system));
    playHeadless(system, link);
    playInTheWindow(system, link);

    system.run("apt-get", "-q", "-y", "purge", WATCH);
    assertEquals(List.of(), brought.stream().filter(path -> isLeft(system, path)).toList());
    assertEquals(List.of(), namedAfterIt(system));
    assertFalse(Files.readString(system.path("/usr/share/applications/mimeinfo.cache")).contains("banyan"));
  }

  /** Libraries that some file of the package asks for and that are not there; of libavcodec one version is enough. */
  private static List<String> librariesNotFound(MinimalDebian system) {
    String own = "/usr/lib/" + WATCH + "/lib/";
    return system.run("sh", "-c", "find " + own + " -name '*.so' -exec env LD_LIBRARY_PATH=" + own
            + "runtime/lib/server:" + own + "app ldd {} +").lines()
        .filter(line -> line.contains("not found") && !line.strip().startsWith("libav")).distinct().toList();
  }

  private void playHeadless(MinimalDebian system, String link) {
    BanyanProcess watch = processes.startCommand("installed-headless", system.asUser(List.of(),
        WATCH, link, "--headless", "--bind", "127.0.0.1", "--port", "0", "--http-port", "0"));
    ReadyLine ready = watch.ready();
    LocalNetwork.await("the stream comes").until(
        () -> PeerStatus.of(ready).counter("chunksDelivered") > PLAYED_SECONDS);
    assertEquals(0, PeerStatus.of(ready).counter("chunksLost"));
    watch.terminate();
    assertEquals(0, watch.exitCode(SOON), watch.logLines()::toString);
  }

  /** As a click on a link does. */
  private void playInTheWindow(MinimalDebian system, String link) {
    assertEquals(WATCH + ".desktop", OutsideProgram.run(processes.files().resolve("handler.log"),
        system.asUser(List.of(), "xdg-mime", "query", "default", "x-scheme-handler/banyan")).strip());
    BanyanProcess opened = processes.startCommand("installed-window",
        system.asUser(List.of("DISPLAY=" + desktop.display(), SOFTWARE), "xdg-open", link));
    Path log = processes.files().resolve("keys.log");
    desktop.act(log, "search", "--sync", "--onlyvisible", "--name", TITLE, "windowactivate", "--sync");
    // A key that comes before the window has the focus is lost, and the window is larger than the screen.
    LocalNetwork.await("the picture fills the screen").atMost(SOON).pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofSeconds(10)).until(() -> {
      boolean isSeen = screen.frame() >= 0;
      if (!isSeen) {
        desktop.act(log, "key", "f");
      }
      return isSeen;
    });
    awaitPlayed();
    assertFalse(Files.exists(system.home().resolve(".openjfx")));
    desktop.act(log, "key", "alt+F4");
    assertEquals(0, opened.exitCode(SOON), opened.logLines()::toString);
  }

  /** Folders that others may have as well do not count. */
  private static boolean isLeft(MinimalDebian system, String path) {
    Path file = system.path(path);
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && (!Files.isDirectory(file) || path.contains(WATCH));
  }

  private static List<String> namedAfterIt(MinimalDebian system) throws IOException {
    Path all = system.path("/");
    try (Stream<Path> files = Files.walk(all)) {
      // What a person has made stays.
      return files.filter(file -> !file.startsWith(system.home()) && file.getFileName().toString().contains("banyan"))
          .map(file -> all.relativize(file).toString()).toList();
    }
  }
}
