package banyan.broadcast.chunks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentMostTest {
  private static final long SECOND = 1_000_000;

  @Test
  void onlyTheLastMinuteCounts() {
    RecentMost recent = new RecentMost();
    assertEquals(0, recent.most(0));
    recent.add(0, 9);
    recent.add(30 * SECOND, 5);
    recent.add(31 * SECOND, 7);
    assertEquals(9, recent.most(59 * SECOND));
    assertEquals(7, recent.most(60 * SECOND));
    assertEquals(0, recent.most(91 * SECOND));
    recent.add(92 * SECOND, 3);
    recent.clear();
    assertEquals(0, recent.most(92 * SECOND));
  }

  @Test
  void itIsTheMostOfAllWhateverTheirOrder() {
    record At(long second, long value) {}
    Random random = new Random(3);
    RecentMost recent = new RecentMost();
    List<At> all = new ArrayList<>();
    long micros = 0;
    for (int i = 0; i < 5_000; i++) {
      micros += random.nextInt(900_000);
      At at = new At(micros / SECOND, random.nextInt(100));
      all.add(at);
      recent.add(micros, at.value());
      long from = at.second() - 60;
      assertEquals(all.stream().filter(one -> one.second() > from).mapToLong(At::value).max().orElse(0),
          recent.most(micros), "at " + i);
    }
  }
}
