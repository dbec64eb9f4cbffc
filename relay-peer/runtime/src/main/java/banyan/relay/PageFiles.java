package banyan.relay;

import banyan.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The files of a peer's own pages: all came with this build. A page gets and runs nothing from elsewhere, whatever a
 * stranger's title may hold.
 *
 * @param beside the class in whose folder they are
 * @param folder in that one, with a slash at its end; empty for that one itself
 */
public record PageFiles(Class<?> beside, String folder) {
  /** Scripts and media of this peer alone; players make media and workers of their own. */
  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
      + "media-src 'self' blob:; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
      + "img-src 'self' data:";
  private static final Map<String, String> TYPES = Map.of(
      "html", "text/html; charset=utf-8",
      "js", "text/javascript; charset=utf-8",
      "css", "text/css; charset=utf-8",
      "svg", "image/svg+xml");

  /** A page as it lies there. */
  public Answer page(String name) {
    return page(200, read(name), "");
  }

  /** @param picturesFrom another site that pictures may be got from, with a blank before it; empty for none */
  Answer page(int status, byte[] html, String picturesFrom) {
    return guarded(Answer.of(status, "text/html; charset=utf-8", html), picturesFrom)
        .with("cache-control", "no-cache");
  }

  /** A file that a page takes; what it is shows in its name. */
  public Answer file(String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalArgumentException("pages have no files such as " + name);
    }
    return Answer.of(200, type, read(name)).with("cache-control", "no-cache").with("x-content-type-options", "nosniff");
  }

  boolean has(String name) {
    return beside.getResource(folder + name) != null;
  }

  byte[] read(String name) {
    try (InputStream file = beside.getResourceAsStream(folder + name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is missing from this build");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same page, kept to this peer. */
  static Answer guarded(Answer page) {
    return guarded(page, "");
  }

  private static Answer guarded(Answer page, String picturesFrom) {
    return page.with("content-security-policy", POLICY + picturesFrom)
        .with("referrer-policy", "no-referrer")
        .with("x-content-type-options", "nosniff");
  }
}
