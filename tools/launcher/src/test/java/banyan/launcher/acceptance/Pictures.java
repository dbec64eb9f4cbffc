package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import banyan.launcher.acceptance.Browser.Page;
import banyan.launcher.acceptance.Browser.Picture;
import banyan.launcher.acceptance.Browser.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The test source's pictures that a browser has shown, in the order in which it did.
 *
 * @param loadedMillis when the page was begun to be loaded
 * @param all at least one
 */
record Pictures(double loadedMillis, List<Picture> all) {
  private static final Duration FIRST_WITHIN = Duration.ofSeconds(20);
  /** Share by which the pace may be off: players hurry and ease to stay live. */
  private static final double PACE_WRONG_BY = 0.15;

  /** Waits until a picture is shown that was not told of before, and then for so long. */
  static Pictures of(Page page, Duration howLong) {
    List<Picture> all = new ArrayList<>();
    List<Shown> looks = new ArrayList<>();
    LocalNetwork.await("a picture, and all of " + howLong)
        .atMost(FIRST_WITHIN.plus(howLong))
        .until(() -> {
          Shown now = page.shown();
          looks.add(now);
          all.addAll(now.pictures());
          return !all.isEmpty() && latest(all).shownMillis() - all.get(0).shownMillis() >= howLong.toMillis();
        });
    return new Pictures(latest(looks).loadedMillis(), List.copyOf(all));
  }

  /**
   * Waits until for so long they go on at the pace of the source. A player that has just begun, or that the machine
   * kept waiting, jumps to the live edge and is looked at again.
   */
  static Pictures atPace(Page page, Duration howLong, int picturesPerSecond) {
    List<Pictures> looks = new ArrayList<>();
    LocalNetwork.await(howLong + " at the pace of the source").atMost(FIRST_WITHIN.plus(howLong)).untilAsserted(() -> {
      looks.add(of(page, howLong));
      latest(looks).assertMove(picturesPerSecond);
    });
    return latest(looks);
  }

  /** From the beginning of loading the page to the first of them. */
  double firstMillis() {
    return all.get(0).shownMillis() - loadedMillis;
  }

  double[] betweenMillis() {
    return IntStream.range(1, all.size())
        .mapToDouble(i -> all.get(i).shownMillis() - all.get(i - 1).shownMillis()).toArray();
  }

  double longestMillis() {
    return Figures.percentile(100, betweenMillis());
  }

  double[] lagMillis(PictureClock clock) {
    return all.stream().mapToDouble(clock::lagMillis).toArray();
  }

  /** They go on, at the pace of the source. */
  private void assertMove(int picturesPerSecond) {
    Picture first = all.get(0);
    Picture last = latest(all);
    double played = (last.number() - first.number()) * 1_000.0 / picturesPerSecond;
    double took = last.shownMillis() - first.shownMillis();
    assertEquals(1, played / took, PACE_WRONG_BY, () -> played + " ms of pictures within " + took + " ms");
  }

  @Override
  public String toString() {
    int at = IntStream.range(1, all.size()).boxed()
        .max((a, b) -> Double.compare(betweenMillis()[a - 1], betweenMillis()[b - 1])).orElse(0);
    return all.size() + " pictures, the longest of them from " + all.get(Math.max(0, at - 1)) + " to " + all.get(at);
  }

  private static <T> T latest(List<T> list) {
    return list.get(list.size() - 1);
  }
}
