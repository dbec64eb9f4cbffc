package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.launcher.acceptance.Browser.Page;
import banyan.launcher.acceptance.Browser.Picture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A channel in Chromium in both of the ways that its page knows: by mpegts.js, close to live, and by hls.js. */
final class TwoWays implements AutoCloseable {
  /** What may make a player stumble does so within this. */
  private static final int NEAR = 3 * PatternClip.PICTURES_PER_SECOND / 2;
  /** Beside other tests a browser gets a share of a processor only. */
  private static final double STOOD_STILL_AT_MOST_MILLIS = FullRun.choose(3_000, 500);

  private final Browser browser;
  private final List<Way> ways;

  private TwoWays(Browser browser, List<Way> ways) {
    this.browser = browser;
    this.ways = ways;
  }

  /** @param watch whose channel shows the test pattern, now or soon */
  static TwoWays open(Processes processes, BanyanProcess watch) throws IOException {
    Browser browser = Browser.start(processes.files());
    String address = watch.ready().http() + "/watch/" + watch.ready().channel() + "?player=";
    return new TwoWays(browser, Stream.of("mpegts", "hls")
        .map(name -> new Way(name, browser.open(address + name), new ArrayList<>())).toList());
  }

  /** Watches until a picture with this number, or a later one, was shown in both ways. */
  void watchUntil(long number, Duration atMost) {
    LocalNetwork.await("both ways show the end").atMost(atMost).untilAsserted(() -> {
      ways.forEach(Way::look);
      ways.forEach(way -> way.assertHasShown(number));
    });
  }

  /**
   * Both went on where something happened, without standing still, and nothing came out of its order.
   *
   * @param name of the figures
   * @param at the number of the first picture behind it
   */
  void assertPlayedOn(Figures figures, String name, long at) {
    ways.forEach(way -> way.assertPlayedOn(figures, name, at));
  }

  /** All that was shown, in both ways. */
  List<Picture> shown() {
    return ways.stream().flatMap(way -> way.shown().stream()).toList();
  }

  private record Way(String name, Page page, List<Picture> shown) {
    void look() {
      shown.addAll(page.shown().pictures());
    }

    void assertHasShown(long number) {
      assertTrue(shown.stream().anyMatch(picture -> picture.number() >= number), () -> name + " has shown "
          + shown.size() + " pictures, at last " + shown.subList(Math.max(0, shown.size() - 1), shown.size()) + ": "
          + page.look());
    }

    void assertPlayedOn(Figures figures, String part, long at) {
      assertTrue(!shown.isEmpty() && shown.get(0).number() < at - NEAR,
          () -> name + " began too late: " + shown.stream().findFirst());
      double[] between = IntStream.range(1, shown.size())
          .filter(i -> shown.get(i).number() > at - NEAR && shown.get(i - 1).number() < at + NEAR)
          .mapToDouble(i -> shown.get(i).shownMillis() - shown.get(i - 1).shownMillis()).toArray();
      figures.addSpread(part + "." + name + ".between-pictures", "ms", between);
      double longest = Figures.percentile(100, between);
      assertAll(name,
          () -> assertEquals(name, page.look().text("way")),
          () -> assertEquals("0", page.look().figure("Played anew"), () -> "it began anew: " + page.remarks()),
          () -> assertEquals(List.of(), page.complaints()),
          () -> assertTrue(longest <= STOOD_STILL_AT_MOST_MILLIS, () -> "stood still for " + longest + " ms"),
          () -> assertEquals(shown.stream().sorted(Comparator.comparingLong(Picture::number)).toList(), shown));
    }
  }

  @Override
  public void close() {
    browser.close();
  }
}
