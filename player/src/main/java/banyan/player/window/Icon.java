package banyan.player.window;

import javafx.scene.shape.FillRule;
import javafx.scene.shape.SVGPath;

/** The window's own signs, drawn on a grid of 16 by 16. */
enum Icon {
  PLAY("M4 2.2 L13.4 8 L4 13.8 Z"),
  STOP("M3.5 3.5 H12.5 V12.5 H3.5 Z"),
  SOUND("M1.5 6 H4 L7.5 3 V13 L4 10 H1.5 Z M9.4 5.2 A4 4 0 0 1 9.4 10.8 L8.7 9.9 A2.9 2.9 0 0 0 8.7 6.1 Z "
      + "M11.2 3.2 A7 7 0 0 1 11.2 12.8 L10.4 11.9 A5.8 5.8 0 0 0 10.4 4.1 Z"),
  SILENCE("M1.5 6 H4 L7.5 3 V13 L4 10 H1.5 Z M9.3 6.2 L10.2 5.3 L12 7.1 L13.8 5.3 L14.7 6.2 L12.9 8 L14.7 9.8 L13.8 "
      + "10.7 L12 8.9 L10.2 10.7 L9.3 9.8 L11.1 8 Z"),
  LARGER("M2 2 H6.5 V3.4 H3.4 V6.5 H2 Z M9.5 2 H14 V6.5 H12.6 V3.4 H9.5 Z M2 9.5 H3.4 V12.6 H6.5 V14 H2 Z "
      + "M12.6 9.5 H14 V14 H9.5 V12.6 H12.6 Z"),
  SMALLER("M5.1 2 H6.5 V6.5 H2 V5.1 H5.1 Z M9.5 2 H10.9 V5.1 H14 V6.5 H9.5 Z M2 9.5 H6.5 V14 H5.1 V10.9 H2 Z "
      + "M9.5 9.5 H14 V10.9 H10.9 V14 H9.5 Z"),
  PIN("M5 1.8 H11 V3.2 H10 L10.4 7 L12.5 9 V10.4 H8.7 V14.6 L8 15.2 L7.3 14.6 V10.4 H3.5 V9 L5.6 7 L6 3.2 H5 Z"),
  CAMERA("M5.4 3 H10.6 L11.6 4.6 H14 V13 H2 V4.6 H4.4 Z M8 6 A2.7 2.7 0 1 0 8.01 6 Z"),
  LIST("M2 3 H4 V5 H2 Z M6 3 H14 V5 H6 Z M2 7 H4 V9 H2 Z M6 7 H14 V9 H6 Z M2 11 H4 V13 H2 Z M6 11 H14 V13 H6 Z"),
  TREE("M6.5 1.5 H9.5 V4.5 H8.7 V7.3 H12.7 V11 H14 V14 H11 V11 H12 V8.6 H8.7 V11 H9.5 V14 H6.5 V11 H7.3 V8.6 H4 V11 "
      + "H5 V14 H2 V11 H3.3 V7.3 H7.3 V4.5 H6.5 Z"),
  STAR("M8 1.6 L9.9 6 L14.6 6.4 L11 9.5 L12.1 14.2 L8 11.7 L3.9 14.2 L5 9.5 L1.4 6.4 L6.1 6 Z"),
  SUN("M8 5 A3 3 0 1 0 8.01 5 Z M7.4 1 H8.6 V3.4 H7.4 Z M7.4 12.6 H8.6 V15 H7.4 Z M1 7.4 H3.4 V8.6 H1 Z "
      + "M12.6 7.4 H15 V8.6 H12.6 Z"),
  MOON("M6.2 2 A6.2 6.2 0 1 0 14 9.8 A5.2 5.2 0 0 1 6.2 2 Z"),
  GEAR("M7 1.5 H9 L9.3 3.3 L10.9 4 L12.4 2.9 L13.1 3.6 L13.1 3.6 L12 5.1 L12.7 6.7 L14.5 7 V9 L12.7 9.3 L12 10.9 "
      + "L13.1 12.4 L12.4 13.1 L10.9 12 L9.3 12.7 L9 14.5 H7 L6.7 12.7 L5.1 12 L3.6 13.1 L2.9 12.4 L4 10.9 L3.3 9.3 "
      + "L1.5 9 V7 L3.3 6.7 L4 5.1 L2.9 3.6 L3.6 2.9 L5.1 4 L6.7 3.3 Z M8 6 A2 2 0 1 0 8.01 6 Z"),
  GO("M2 7.2 H10.4 L7.2 4 L8.2 3 L13.2 8 L8.2 13 L7.2 12 L10.4 8.8 H2 Z");

  private final String path;

  Icon(String path) {
    this.path = path;
  }

  SVGPath shape() {
    SVGPath shape = new SVGPath();
    shape.setContent(path);
    shape.setFillRule(FillRule.EVEN_ODD);
    shape.getStyleClass().add("icon");
    return shape;
  }
}
