package banyan.player.window;

import java.util.List;
import java.util.Optional;

/** Other programs of this computer that can show a channel in the window's place. */
public interface Outside {
  /** Players that are installed, the best first. */
  List<String> players();

  /** Starts one of them; returns a sentence if that is not possible. */
  Optional<String> play(String player, String url, String title);

  /** Opens a page in the browser; returns a sentence if that is not possible. */
  Optional<String> browse(String url);
}
