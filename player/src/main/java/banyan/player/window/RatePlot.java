package banyan.player.window;

import java.util.ArrayDeque;
import java.util.Deque;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;

/** The last minute: what came in as an area, what went out as a line, and a mark where the picture stood still. */
final class RatePlot extends Region {
  private static final int SECONDS = 60;
  private static final double HEIGHT = 72;

  private record Second(double inBitsPerSecond, double outBitsPerSecond, boolean gap) {}

  private final Canvas canvas = new Canvas();
  private final Deque<Second> seconds = new ArrayDeque<>();
  private Color in = Color.web("#3f8f7a");
  private Color out = Color.web("#d9903d");
  private Color gap = Color.web("#d2554a");

  RatePlot() {
    getStyleClass().add("plot");
    getChildren().add(canvas);
    setMinHeight(HEIGHT);
    setPrefHeight(HEIGHT);
    setAccessibleText("Rates of the last minute");
  }

  void add(double inBitsPerSecond, double outBitsPerSecond, boolean hasGap) {
    seconds.addLast(new Second(inBitsPerSecond, outBitsPerSecond, hasGap));
    while (seconds.size() > SECONDS) {
      seconds.removeFirst();
    }
    draw();
  }

  void clear() {
    seconds.clear();
    draw();
  }

  @Override
  protected void layoutChildren() {
    canvas.setWidth(getWidth());
    canvas.setHeight(getHeight());
    draw();
  }

  private void draw() {
    GraphicsContext g = canvas.getGraphicsContext2D();
    double width = canvas.getWidth();
    double height = canvas.getHeight();
    g.clearRect(0, 0, width, height);
    double most = seconds.stream()
        .mapToDouble(s -> Math.max(s.inBitsPerSecond(), s.outBitsPerSecond())).max().orElse(0);
    if (most <= 0 || width <= 0) {
      return;
    }
    double step = width / SECONDS;
    double x = width - seconds.size() * step;
    double lastY = height;
    boolean first = true;
    for (Second second : seconds) {
      double inHeight = second.inBitsPerSecond() / most * (height - 6);
      g.setFill(second.gap() ? gap : in.deriveColor(0, 1, 1, 0.55));
      g.fillRect(x, height - inHeight, step + 0.5, inHeight);
      if (second.gap()) {
        g.fillRect(x, 0, step, 4);
      }
      double y = height - 1 - second.outBitsPerSecond() / most * (height - 6);
      g.setStroke(out);
      g.setLineWidth(1.6);
      if (!first) {
        g.strokeLine(x - step / 2, lastY, x + step / 2, y);
      }
      lastY = y;
      first = false;
      x += step;
    }
  }
}
