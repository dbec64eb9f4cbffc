package banyan.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which handler answers which path. A pattern's segments are literal, or have one {@code {name}} in them, which stands
 * for any non-empty text: {@code /live/{channel}.ts}. The first pattern that fits wins.
 */
public final class Routes {
  private record Segment(String before, String name, String after) {
    static Segment parse(String text) {
      int open = text.indexOf('{');
      int close = text.indexOf('}');
      if (open < 0 && close < 0) {
        return new Segment(text, "", "");
      }
      if (open < 0 || close < open + 2 || text.indexOf('{', open + 1) >= 0) {
        throw new IllegalArgumentException("'" + text + "' is no segment of a route");
      }
      return new Segment(text.substring(0, open), text.substring(open + 1, close), text.substring(close + 1));
    }

    boolean fits(String text) {
      return name.isEmpty()
          ? text.equals(before)
          : text.length() > before.length() + after.length() && text.startsWith(before) && text.endsWith(after);
    }

    String value(String text) {
      return text.substring(before.length(), text.length() - after.length());
    }
  }

  private record Route(String method, List<Segment> segments, Handler handler) {
    boolean fits(List<String> path) {
      if (path.size() != segments.size()) {
        return false;
      }
      for (int i = 0; i < path.size(); i++) {
        if (!segments.get(i).fits(path.get(i))) {
          return false;
        }
      }
      return true;
    }

    Map<String, String> parameters(List<String> path) {
      Map<String, String> found = new LinkedHashMap<>();
      for (int i = 0; i < path.size(); i++) {
        Segment segment = segments.get(i);
        if (!segment.name.isEmpty()) {
          found.put(segment.name, segment.value(path.get(i)));
        }
      }
      return found;
    }
  }

  /** A handler and the parts of the path that its pattern names. */
  record Match(Handler handler, Map<String, String> parameters) {}

  private final List<Route> routes = new ArrayList<>();

  /**
   * Adds a route.
   *
   * @param method in capitals; GET answers HEAD as well
   */
  public Routes on(String method, String pattern, Handler handler) {
    if (!pattern.startsWith("/")) {
      throw new IllegalArgumentException("route '" + pattern + "' does not start with /");
    }
    routes.add(new Route(method, split(pattern).stream().map(Segment::parse).toList(), handler));
    return this;
  }

  /** A handler that has its answer at once. */
  public Routes get(String pattern, Handler.Direct handler) {
    return on("GET", pattern, Handler.of(handler));
  }

  /** @param path decoded segment by segment, as {@link #segments} gives it */
  Optional<Match> match(String method, List<String> path) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    return routes.stream()
        .filter(route -> route.method.equals(wanted) && route.fits(path))
        .findFirst()
        .map(route -> new Match(route.handler, route.parameters(path)));
  }

  /** The methods that have a handler there, for a 405's Allow header; empty if the path is not known at all. */
  String allowed(List<String> path) {
    TreeSet<String> methods = new TreeSet<>();
    for (Route route : routes) {
      if (route.fits(path)) {
        methods.add(route.method);
        if (route.method.equals("GET")) {
          methods.add("HEAD");
        }
      }
    }
    return String.join(", ", methods);
  }

  /**
   * Splits first and decodes then, so that an encoded slash does not split.
   *
   * @throws IllegalArgumentException if an escape is broken
   */
  static List<String> segments(String rawPath) {
    List<String> decoded = new ArrayList<>();
    for (String segment : split(rawPath)) {
      decoded.add(QueryStringDecoder.decodeComponent(segment.replace("+", "%2B")));
    }
    return decoded;
  }

  private static List<String> split(String path) {
    return List.of(path.substring(1).split("/", -1));
  }
}
