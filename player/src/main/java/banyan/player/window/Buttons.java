package banyan.player.window;

import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;

/** Buttons with a sign instead of a word: what they do stands in a tooltip, and a screen reader says it. */
final class Buttons {
  private Buttons() {}

  static Button button(String id, Icon icon, String does, Runnable action) {
    Button button = new Button();
    button.setOnAction(event -> action.run());
    return dressed(button, id, icon, does);
  }

  static ToggleButton toggle(String id, Icon icon, String does) {
    ToggleButton button = new ToggleButton();
    button.setAccessibleRole(AccessibleRole.TOGGLE_BUTTON);
    return dressed(button, id, icon, does);
  }

  private static <B extends ButtonBase> B dressed(B button, String id, Icon icon, String does) {
    button.setId(id);
    button.getStyleClass().add("sign");
    button.setTooltip(new Tooltip(does));
    show(button, icon, does);
    return button;
  }

  static void show(ButtonBase button, Icon icon, String does) {
    button.setGraphic(icon.shape());
    button.setAccessibleText(does);
    if (button.getTooltip() != null) {
      button.getTooltip().setText(does);
    }
  }
}
