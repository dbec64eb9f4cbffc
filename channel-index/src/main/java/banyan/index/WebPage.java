package banyan.index;

import banyan.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The page for people: one document, its style and its script, which asks for the same JSON that everybody gets. */
final class WebPage {
  /** The page runs its own script and no other, whatever a channel's title says. */
  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
      + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Answer html = file("page.html", "text/html");
  private final Answer css = file("page.css", "text/css");
  private final Answer script = file("page.js", "text/javascript");

  Answer html() {
    return html;
  }

  Answer css() {
    return css;
  }

  Answer script() {
    return script;
  }

  private static Answer file(String name, String type) {
    try (InputStream in = WebPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + name);
      }
      return Answer.of(200, type + "; charset=utf-8", in.readAllBytes())
          .with("content-security-policy", POLICY)
          .with("referrer-policy", "no-referrer")
          .with("cache-control", "no-cache");
    } catch (IOException e) {
      throw new UncheckedIOException("reading the program's own file " + name + " failed", e);
    }
  }
}
