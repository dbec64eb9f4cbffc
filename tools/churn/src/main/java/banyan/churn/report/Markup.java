package banyan.churn.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** HTML or SVG in the making: texts and attributes are escaped, and what is opened has to be closed. */
final class Markup {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** What stands for a text in HTML, attributes included. */
  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> {
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.appendCodePoint(c == '\n' || c == '\t' || c >= ' ' ? c : 0xFFFD);
      }
    });
    return safe.toString();
  }

  /** A coordinate: tenths of a pixel cannot be seen. */
  static String px(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** @param attributes names and values in turn */
  Markup open(String tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  Markup close(String tag) {
    String last = open.isEmpty() ? "nothing" : open.pop();
    if (!last.equals(tag)) {
      throw new IllegalStateException(tag + " is closed, and " + last + " is open");
    }
    out.append("</").append(tag).append('>');
    return this;
  }

  /** An element without anything in it that may not be closed, or need not be. */
  Markup empty(String tag, String... attributes) {
    start(tag, attributes);
    out.append("/>");
    return this;
  }

  Markup element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  Markup text(String text) {
    out.append(escape(text));
    return this;
  }

  Markup line() {
    out.append('\n');
    return this;
  }

  /** What is markup already: this program's own, never a text from elsewhere. */
  Markup raw(String markup) {
    out.append(markup);
    return this;
  }

  private void start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"").append(escape(attributes[i + 1])).append('"');
    }
  }

  /** All of it. */
  String done() {
    if (!open.isEmpty()) {
      throw new IllegalStateException(open.peek() + " is still open");
    }
    return out.toString();
  }
}
