package banyan.player.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.Sources;
import banyan.broadcast.testpattern.Barcode;
import banyan.broadcast.testpattern.Luma;
import banyan.index.ChannelIndex;
import banyan.index.IndexConfig;
import banyan.player.playback.Situation;
import banyan.player.shelf.Settings;
import banyan.player.shelf.ShelfStore;
import banyan.protocol.ChannelLink;
import banyan.relay.JoinOptions;
import banyan.relay.RelayPeer;
import banyan.relay.RelayPeerConfig;
import banyan.relay.crypto.Ed25519Key;
import banyan.testing.VirtualScreen;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javafx.stage.Window;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/** A person at the window: real clicks and keys, on a screen that nobody sees, at real channels on this computer. */
@Timeout(600) // a click on a window that hangs would wait for ever; no wait of the test itself is longer
class PlayerWindowTest {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Sources.Spec PATTERN = Sources.parse("test:320x180@15");

  private final FxRobot robot = new FxRobot();
  private final Ed25519Key key = Ed25519Key.generate();
  private final List<String> outside = new CopyOnWriteArrayList<>();
  // All are there once open() is done.
  @SuppressWarnings("NullAway.Init")
  private ChannelIndex index;
  @SuppressWarnings("NullAway.Init")
  private ChannelOnAir onAir;
  @SuppressWarnings("NullAway.Init")
  private RelayPeer peer;
  @SuppressWarnings("NullAway.Init")
  private ShelfStore shelf;
  @SuppressWarnings("NullAway.Init")
  private PlayerWindow window;

  @TempDir
  Path folder = Path.of("");

  @BeforeAll
  static void openScreen() throws Exception {
    // It stays until this process ends, with which JavaFX ends.
    VirtualScreen.startHere(1_280, 800);
    FxToolkit.registerPrimaryStage();
    Platform.setImplicitExit(false);
  }

  @AfterAll
  static void closeScreen() throws Exception {
    FxToolkit.cleanupStages();
  }

  @BeforeEach
  void open() throws Exception {
    index = ChannelIndex.start(IndexConfig.on("127.0.0.1", 0));
    onAir = ChannelOnAir.start(key, "Evening <b>show</b>", PATTERN, Optional.of(index.localUrl()), 0);
    peer = RelayPeer.start(RelayPeerConfig.of(Ed25519Key.generate()).listeningOn("127.0.0.1", 0)
        .withHttp(RelayPeerConfig.Http.LOCAL));
    shelf = ShelfStore.open(folder.resolve("player.json"));
    shelf.change(s -> s.with(s.settings().withIndexes(List.of(index.localUrl()))));
    window = openWindow();
  }

  private PlayerWindow openWindow() {
    return onFx(() -> new PlayerWindow(new PlayerWindow.Ground(
        peer, shelf, new Recorded(), Settings.ANY_UPLOAD, folder.resolve("Pictures"), () -> outside.add("closed"))));
  }

  @AfterEach
  void close() throws Exception {
    closeWindow();
    shelf.close();
    peer.close();
    onAir.close();
    index.close();
  }

  private void closeWindow() {
    onFx(() -> {
      window.close();
      return null;
    });
    window.leave();
  }

  /** Says what a desktop would be asked to do. */
  private final class Recorded implements Outside {
    @Override
    public List<String> players() {
      return List.of("mpv");
    }

    @Override
    public Optional<String> play(String player, String url, String title) {
      outside.add(player + " " + url);
      return Optional.empty();
    }

    @Override
    public Optional<String> browse(String url) {
      outside.add("browse " + url);
      return Optional.empty();
    }
  }

  private static <T extends @Nullable Object> T onFx(Callable<T> what) {
    return WaitForAsyncUtils.waitForAsyncFx(120_000, what);
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(SOON).pollInterval(Duration.ofMillis(50)).until(() -> onFx(condition));
  }

  private <N extends Node> N node(String id, Class<N> type) {
    return robot.lookup("#" + id).queryAs(type);
  }

  private String text(String id) {
    return node(id, Labeled.class).getText();
  }

  private void awaitPicture() {
    await("the picture moves", () -> window.playing().situation().kind() == Situation.Kind.PLAYING);
  }

  private void awaitNotice(String words) {
    Awaitility.await("it is said: " + words).atMost(SOON).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
      List<String> said = onFx(this::notices);
      assertTrue(said.stream().anyMatch(notice -> notice.contains(words)), said::toString);
    });
  }

  private List<String> notices() {
    return robot.lookup(".notice").queryAllAs(Label.class).stream().map(Labeled::getText).toList();
  }

  /** Windows come and go (a hint is one): who looks for a node while they do must be on their thread. */
  private void click(String query) {
    robot.clickOn(onFx(() -> robot.lookup(query).<Node>query()));
  }

  private void paste(String link) {
    click("#address");
    onFx(() -> {
      robot.lookup("#address").queryTextInputControl().setText(link);
      return null;
    });
    robot.type(KeyCode.ENTER);
  }

  /** The number in the picture that is shown; −1 if none can be read. */
  private long barcode() {
    WritableImage image = onFx(() -> window.playing().screen().snapshot());
    if (image == null) {
      return -1;
    }
    int width = (int) image.getWidth();
    int height = (int) image.getHeight();
    int[] pixels = new int[width * height];
    image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
    return read(pixels, width, height).orElse(-1);
  }

  private static OptionalLong read(int[] pixels, int width, int height) {
    byte[] luma = new byte[width * height];
    for (int i = 0; i < luma.length; i++) {
      luma[i] = (byte) (pixels[i] >> 8 & 0xff);
    }
    return Barcode.read(Luma.of(luma, 0, width, width, height));
  }

  @Test
  void aChannelOfTheListPlaysAtAClickAndItsNameIsJustText() {
    await("the channel is listed", () -> robot.lookup("Evening <b>show</b>").tryQuery().isPresent());
    click("Evening <b>show</b>");
    awaitPicture();
    long first = barcode();
    Awaitility.await("the pattern goes on").atMost(SOON).until(() -> barcode() > Math.max(0, first) + 15);
    await("it is named below", () -> text("title").equals("Evening <b>show</b>"));
    assertEquals(
        List.of("Evening <b>show</b>"), shelf.shelf().history().stream().map(c -> c.title()).toList());
    await("its size is told beside it", () -> text("playing-detail").contains("320×180"));
  }

  @Test
  void aPastedLinkPlaysAndAWrongOneIsToldOf() {
    paste("banyan://nowhere");
    awaitNotice("names no channel");
    onFx(() -> {
      window.open("banyan://127.0.0.1:1/clicked");
      return null;
    });
    awaitNotice("'clicked' in the link is no channel id");
    paste(onAir.link().toString());
    awaitPicture();
  }

  @Test
  void aNoticeTakesNoOtherAwayAndIsNotSaidTwice() {
    List<String> said = toldOf("http://a", "banyan://nowhere", "banyan://nowhere", "banyan://127.0.0.1:1/clicked");
    assertEquals(3, said.size(), said::toString);
    assertTrue(said.get(0).contains("'http://a' is no channel link"), said::toString);
    assertTrue(said.get(1).contains("names no channel"), said::toString);
    assertTrue(said.get(2).contains("'clicked' in the link is no channel id"), said::toString);
    List<String> next = toldOf("http://a", "banyan://nowhere", "banyan://127.0.0.1:1/clicked", "http://b");
    assertEquals(said.subList(1, 3), next.subList(0, 2), "the oldest makes room");
    assertEquals(3, next.size(), next::toString);
    await("they go away", () -> robot.lookup(".notice").queryAll().isEmpty());
  }

  /** All that is said once these links are opened in one moment. */
  private List<String> toldOf(String... links) {
    return onFx(() -> {
      List.of(links).forEach(window::open);
      return notices();
    });
  }

  @Test
  void keysDoWhatTheButtonsSay() throws IOException {
    paste(onAir.link().toString());
    awaitPicture();
    robot.type(KeyCode.M);
    assertTrue(onFx(() -> node("mute", ToggleButton.class).isSelected()));
    double loud = onFx(() -> node("volume", Slider.class).getValue());
    robot.type(KeyCode.DOWN, KeyCode.DOWN);
    assertEquals(loud - 0.1, onFx(() -> node("volume", Slider.class).getValue()), 0.001);
    robot.type(KeyCode.T);
    assertTrue(onFx(() -> stage().isAlwaysOnTop()));
    robot.type(KeyCode.N);
    await("the way of the stream is shown", () -> robot.lookup(".hop").queryAll().size() >= 2);
    robot.type(KeyCode.L);
    assertTrue(onFx(() -> robot.lookup("#channels").tryQuery().isEmpty()));
    robot.type(KeyCode.F);
    await("the screen is the picture's", () -> stage().isFullScreen()
        && node("picture", Node.class).getLayoutBounds().getHeight() >= 800);
    robot.type(KeyCode.ESCAPE);
    await("the window is back, and has the keyboard", () -> !stage().isFullScreen() && stage().isFocused()
        && node("picture", Node.class).getLayoutBounds().getHeight() < 800);

    robot.type(KeyCode.S);
    awaitNotice("Kept as");
    try (Stream<Path> kept = Files.list(folder.resolve("Pictures"))) {
      BufferedImage image = ImageIO.read(kept.findFirst().orElseThrow().toFile());
      int width = image.getWidth();
      int height = image.getHeight();
      assertTrue(read(image.getRGB(0, 0, width, height, null, 0, width), width, height).isPresent());
    }
    robot.type(KeyCode.SPACE);
    await("it is stopped", () -> text("headline").equals("Nothing is on"));
    await("it has left", () -> peer.sessions().isEmpty());
    robot.type(KeyCode.SPACE);
    awaitPicture();
    assertTrue(shelf.shelf().settings().muted());
    assertFalse(shelf.shelf().settings().listShown());
  }

  @Test
  void aFavouriteIsThereTheNextTimeWithoutItsIndex() {
    await("the channel is listed", () -> robot.lookup("Evening <b>show</b>").tryQuery().isPresent());
    click(".channel-line .star");
    await("it is a favourite", () -> robot.lookup("Favourites").tryQuery().isPresent());
    assertEquals(Situation.Kind.IDLE, onFx(() -> window.playing().situation().kind()), "who keeps does not yet watch");
    // A list can name a channel before any peer of it has registered.
    await("peers are kept with it",
        () -> shelf.shelf().favourites().stream().anyMatch(kept -> !kept.asLink().entries().isEmpty()));
    closeWindow();
    index.close();
    window = openWindow();
    await("it is a favourite still", () -> robot.lookup("Favourites").tryQuery().isPresent());
    await("it is said that the index is down", () -> robot.lookup(".note").queryAll().stream()
        .anyMatch(cell -> String.valueOf(((Labeled) cell).getText()).contains("did not answer")));
    click("Evening <b>show</b>");
    awaitPicture();
  }

  @Test
  void soundThatNoDevicePlaysIsLeftOutAndThePicturePlays() throws Exception {
    Sources.Spec tone = new Sources.Spec.Test(320, 180, 15, true);
    try (ChannelOnAir loud = ChannelOnAir.start(Ed25519Key.generate(), "Loud", tone, Optional.empty(), 0)) {
      paste(loud.link().toString());
      awaitNotice("no device for sound");
      awaitPicture();
      long first = barcode();
      Awaitility.await("the pattern goes on").atMost(SOON).until(() -> barcode() > Math.max(0, first) + 15);
      assertTrue(onFx(() -> text("playing-detail")).contains("no device for sound"));
      closeWindow();
    }
  }

  @Test
  void whatIsGivenBackIsLimitedAtOnce() {
    paste(onAir.link().toString());
    awaitPicture();
    robot.type(KeyCode.N);
    await("there is room for somebody", () -> slots() >= 1);
    onFx(() -> {
      node("upload", Slider.class).setValue(0);
      return null;
    });
    await("there is room for nobody", () -> slots() == 0);
    assertEquals("Nothing", onFx(() -> text("upload-text")));
    assertEquals(0, shelf.shelf().settings().uploadBitsPerSecond());
  }

  private int slots() {
    return peer.sessions().stream().flatMap(s -> s.lastStatus().stream()).mapToInt(s -> s.slots()).sum();
  }

  @Test
  void aBroadcasterThatComesBackPlaysByItself() throws Exception {
    ChannelLink link = onAir.link();
    int port = onAir.port();
    paste(link.toString());
    awaitPicture();
    onAir.close();
    await("the person is told", () -> !text("headline").isEmpty() && node("message", Node.class).isVisible());
    onAir = ChannelOnAir.start(key, "Evening show again", PATTERN, Optional.of(index.localUrl()), port);
    awaitPicture();
    long first = barcode();
    Awaitility.await("the pattern goes on").atMost(SOON).until(() -> barcode() > Math.max(0, first) + 15);
  }

  @Test
  void closingAtAnyMomentLeavesNothing() {
    paste(onAir.link().toString());
    awaitPicture();
    closeWindow();
    Awaitility.await().atMost(SOON).until(() -> peer.sessions().isEmpty());
    Set<Long> before = threads();
    for (long openMillis : new long[] {0, 30, 150, 400, 900, 1_600}) {
      window = openWindow();
      onFx(() -> {
        window.tune(onAir.link(), JoinOptions.BY_LINK);
        return null;
      });
      WaitForAsyncUtils.sleep(openMillis, TimeUnit.MILLISECONDS);
      closeWindow();
      assertEquals(List.of(), List.copyOf(peer.sessions()));
    }
    Awaitility.await("no thread is left over").atMost(SOON).until(() -> {
      Set<Long> left = threads();
      left.removeAll(before);
      return left.isEmpty();
    });
  }

  /** Of players and windows, not those that tests and libraries keep for later. */
  private static Set<Long> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().matches("(?i).*(media|gst|tuner|channel-watch|shelf|audio|equal|jfxm).*"))
        .map(Thread::getId).collect(Collectors.toSet());
  }

  private static Stage stage() {
    return Window.getWindows().stream()
        .filter(w -> w.isShowing() && "window".equals(w.getScene().getRoot().getId()))
        .map(w -> (Stage) w).findFirst().orElseThrow();
  }
}
