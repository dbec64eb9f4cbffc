package banyan.player.window;

import banyan.node.NodeStatus;
import banyan.player.shelf.Settings;
import banyan.player.watching.ChannelState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Where the stream comes from and what this viewer does for others. */
final class NetworkPane {
  /** What the slider can be set to; the last one is no limit. */
  private static final long[] UPLOADS = {
    0, 500_000, 1_000_000, 2_000_000, 3_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000, 100_000_000,
    Settings.ANY_UPLOAD
  };
  private static final int PATH_ENDS = 2;
  /** The node is asked once a second. */
  private static final long SHOWN_EACH_MICROS = 900_000;
  private static final int NAME_CHARS = 6;
  /** As in ids. */
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

  private final ScrollPane pane;
  private final VBox path = new VBox();
  private final Map<String, Label> facts = new LinkedHashMap<>();
  private final RatePlot plot = new RatePlot();
  private final Slider upload = new Slider(0, UPLOADS.length - 1, UPLOADS.length - 1);
  private final Label uploadText = new Label();
  private Optional<ChannelState> before = Optional.empty();
  private long givenBefore;

  /** @param limited gets what may be given back in bits a second, {@link Settings#ANY_UPLOAD} for all there is */
  NetworkPane(long bitsPerSecond, LongConsumer limited) {
    path.getStyleClass().add("path");
    GridPane grid = new GridPane();
    grid.getStyleClass().add("facts");
    for (String name : List.of(
        "Fed by", "Backups", "Feeding", "Coming in", "Giving back", "Given in all", "Buffer", "Gaps", "Lag")) {
      Label value = new Label("–");
      value.setId("fact-" + name.toLowerCase(Locale.ROOT).replace(' ', '-'));
      value.getStyleClass().add("fact");
      value.setWrapText(true);
      Label label = new Label(name);
      label.getStyleClass().add("fact-name");
      label.setMinWidth(Region.USE_PREF_SIZE);
      label.setLabelFor(value);
      grid.addRow(facts.size(), label, value);
      facts.put(name, value);
    }
    upload.setId("upload");
    upload.setMajorTickUnit(1);
    upload.setMinorTickCount(0);
    upload.setSnapToTicks(true);
    upload.setBlockIncrement(1);
    upload.setAccessibleText("The most that you give back");
    uploadText.setId("upload-text");
    uploadText.setLabelFor(upload);
    uploadText.setWrapText(true);
    upload.setValue(place(bitsPerSecond));
    uploadText.setText(words(bitsPerSecond));
    upload.valueProperty().addListener((property, old, now) -> {
      int from = (int) Math.round(old.doubleValue());
      int to = (int) Math.round(now.doubleValue());
      if (from != to) {
        uploadText.setText(words(UPLOADS[to]));
        limited.accept(UPLOADS[to]);
      }
    });
    VBox all = new VBox(
        heading("The way of the stream"), path, heading("Now"), grid, heading("The last minute"), plot,
        heading("What you give back"), uploadText, upload,
        quiet("Each viewer passes the stream on to others: that is what carries it. What you set here holds at once."));
    all.getStyleClass().add("network");
    pane = new ScrollPane(all);
    pane.setFitToWidth(true);
    pane.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    pane.setId("network");
    pane.getStyleClass().add("side");
    clear();
  }

  Region pane() {
    return pane;
  }

  void clear() {
    before = Optional.empty();
    facts.values().forEach(value -> value.setText("–"));
    path.getChildren().setAll(quiet("No channel is on."));
    plot.clear();
  }

  /**
   * Shows it; what is no newer than by a second is passed over.
   *
   * @param givenBytes all that this peer has sent to others
   * @param bufferedMicros what the player has; −1 if it does not say
   */
  void show(ChannelState state, long givenBytes, long bufferedMicros) {
    if (before.isPresent() && before.get().tunedAtMicros() != state.tunedAtMicros()) {
      clear();
    }
    long since = before.map(last -> state.atMicros() - last.atMicros()).orElse(Long.MAX_VALUE);
    if (state.node().isEmpty() || since < SHOWN_EACH_MICROS) {
      return;
    }
    NodeStatus node = state.node().get();
    fact("Fed by", node.parent().map(p -> name(p.peer().prefix())
        + (p.roundTripMicros() > 0 ? ", " + Words.millis(p.roundTripMicros()) + " there and back" : ""))
        .orElse("nobody yet"));
    fact("Backups", Words.count(node.backups(), "peer stands by", "peers stand by"));
    fact("Feeding", Words.count(node.children(), "peer", "peers") + ", room for " + Math.max(0, node.freeSlots())
        + " more");
    fact("Given in all", Words.bytes(givenBytes));
    fact("Buffer", bufferedMicros < 0 ? "–" : Words.seconds(bufferedMicros));
    fact("Gaps", state.figures().gaps() == 0 ? "none"
        : state.figures().gaps() + ", " + Words.seconds(state.figures().stalledMicros()) + " in all");
    fact("Lag", node.lagMicros() < 0 ? "–" : Words.millis(node.lagMicros()) + " from the broadcaster to here");
    path.getChildren().setAll(path(node));
    if (before.isPresent()) {
      double seconds = since / 1e6;
      double in = Math.max(0, (state.bytesReceived() - before.get().bytesReceived()) * 8 / seconds);
      double out = Math.max(0, (givenBytes - givenBefore) * 8 / seconds);
      fact("Coming in", Words.rate(in));
      fact("Giving back", Words.rate(out));
      plot.add(in, out, state.figures().stalledMicros() > before.get().figures().stalledMicros());
    }
    before = Optional.of(state);
    givenBefore = givenBytes;
  }

  private void fact(String name, String value) {
    Label label = facts.get(name);
    if (label != null) {
      label.setText(value);
    }
  }

  /** Root first; a long way is shown by its ends. */
  private static List<Label> path(NodeStatus node) {
    List<Label> hops = new ArrayList<>();
    List<Long> all = node.path().hops();
    if (all.isEmpty()) {
      return List.of(quiet("Looking for a way to the broadcaster …"));
    }
    hops.add(hop("Broadcaster", "source"));
    List<Long> between = all.subList(1, Math.max(1, all.size() - 1));
    int hidden = between.size() - 2 * PATH_ENDS;
    for (int i = 0; i < between.size(); i++) {
      if (hidden <= 1 || i < PATH_ENDS || i >= between.size() - PATH_ENDS) {
        hops.add(hop("peer " + name(between.get(i)), "between"));
      } else if (i == PATH_ENDS) {
        hops.add(hop(Words.count(hidden, "peer", "peers"), "between"));
      }
    }
    String roundTrip = node.parent().filter(p -> p.roundTripMicros() > 0)
        .map(p -> ", " + Words.millis(p.roundTripMicros())).orElse("");
    hops.add(hop("You" + roundTrip, "self"));
    if (node.children() > 0) {
      hops.add(hop(Words.count(node.children(), "peer that you feed", "peers that you feed"), "below"));
    }
    return hops;
  }

  private static Label hop(String text, String style) {
    Label hop = new Label(text);
    hop.getStyleClass().addAll("hop", style);
    hop.setAlignment(Pos.CENTER_LEFT);
    return hop;
  }

  /** How an id that begins with these eight bytes begins as text. */
  private static String name(long prefix) {
    StringBuilder name = new StringBuilder();
    for (int i = 1; i <= NAME_CHARS; i++) {
      name.append(LETTERS.charAt((int) (prefix >>> Long.SIZE - 5 * i) & 31));
    }
    return name.toString();
  }

  private static Label heading(String text) {
    Label label = new Label(text);
    label.getStyleClass().add("heading");
    return label;
  }

  private static Label quiet(String text) {
    Label label = new Label(text);
    label.setWrapText(true);
    label.getStyleClass().add("quiet");
    return label;
  }

  private static String words(long bitsPerSecond) {
    return bitsPerSecond == Settings.ANY_UPLOAD ? "As much as goes without harm"
        : bitsPerSecond == 0 ? "Nothing" : "At most " + Words.rate(bitsPerSecond);
  }

  private static int place(long bitsPerSecond) {
    for (int i = 0; i < UPLOADS.length - 1; i++) {
      if (bitsPerSecond != Settings.ANY_UPLOAD && UPLOADS[i] >= bitsPerSecond) {
        return i;
      }
    }
    return bitsPerSecond == Settings.ANY_UPLOAD ? UPLOADS.length - 1 : UPLOADS.length - 2;
  }
}
