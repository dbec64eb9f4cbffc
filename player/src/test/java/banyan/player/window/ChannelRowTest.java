package banyan.player.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.player.channels.ChannelList;
import banyan.player.channels.Listed;
import banyan.player.channels.ListedChannel;
import banyan.player.shelf.SavedChannel;
import banyan.player.shelf.Shelf;
import banyan.protocol.About;
import banyan.protocol.ChannelLink;
import banyan.protocol.Detail;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChannelRowTest {
  private static final long NOW = 1_700_000_000_000L;

  private static SavedChannel saved(char letter, String title, long minutesAgo) {
    return SavedChannel.of(ChannelLink.parse(Listed.link(letter)), title, NOW - minutesAgo * 60_000);
  }

  private static ChannelList list(ListedChannel... channels) {
    return new ChannelList("", List.of(new ChannelList.Answer(
        "http://one", List.of(channels), channels.length, true, Optional.empty())));
  }

  private static List<String> titles(List<ChannelRow> rows) {
    return rows.stream().map(row -> row.kind() == ChannelRow.Kind.HEADING ? "[" + row.title() + "]" : row.title())
        .toList();
  }

  @Test
  void favouritesComeFirstAndEachChannelIsThereOnce() {
    Shelf shelf = Shelf.EMPTY
        .withFavourite(saved('b', "Favourite on air", 1)).withFavourite(saved('c', "Favourite off air", 1))
        .watched(saved('d', "Watched and on air", 5)).watched(saved('e', "Watched", 90)).watched(saved('b', "B", 1));
    List<ChannelRow> rows = ChannelRow.of(
        list(Listed.channel('d', "Dee", 3), Listed.channel('b', "Bee", 1)), shelf, "", Optional.of(Listed.id('d')),
        NOW);
    assertEquals(
        List.of("[Favourites]", "Bee", "Favourite off air", "[On air]", "Dee", "[Watched before]", "Watched"),
        titles(rows));
    assertTrue(rows.get(1).favourite() && rows.get(1).onAir() && !rows.get(1).playing());
    assertTrue(rows.get(4).playing());
    assertEquals("3 viewers  ·  2.0 Mbit/s  ·  on air 1 min", rows.get(4).detail());
    assertEquals("watched 1 h 30 min ago", rows.get(6).detail());
  }

  @Test
  void aSearchFindsAllWordsInAnyCase() {
    Shelf shelf = Shelf.EMPTY.withFavourite(saved('c', "Evening show", 1)).watched(saved('e', "Morning SHOW", 90));
    List<ChannelRow> rows = ChannelRow.of(
        list(Listed.channel('d', "The Morning Show", 3), Listed.channel('b', "Bee", 1)), shelf, " show  morn ",
        Optional.empty(), NOW);
    assertEquals(List.of("[On air]", "The Morning Show", "[Watched before]", "Morning SHOW"), titles(rows));
  }

  @Test
  void whatIsPlayingAndTheGenreAreShownAndFound() {
    ChannelList list = list(Listed.channel('d', About.titled("Radio").with(Detail.NOW_PLAYING, "Miles Davis - So What")
        .with(Detail.GENRE, "Jazz")), Listed.channel('b', "Bee", 1));
    for (String query : List.of("miles", "JAZZ", "radio jazz")) {
      List<ChannelRow> rows = ChannelRow.of(list, Shelf.EMPTY, query, Optional.empty(), NOW);
      assertEquals(List.of("[On air]", "Radio"), titles(rows), query);
      assertEquals(
          "Miles Davis - So What  ·  Jazz  ·  1 viewer  ·  2.0 Mbit/s  ·  on air 1 min", rows.get(1).detail());
    }
  }

  @Test
  void anEmptyListSaysWhy() {
    List<ChannelRow> none = ChannelRow.of(ChannelList.NONE, Shelf.EMPTY, "", Optional.empty(), NOW);
    assertTrue(none.get(0).title().startsWith("No index lists channels here yet"), none::toString);
    assertEquals(List.of("Nothing is on air just now."),
        titles(ChannelRow.of(list(), Shelf.EMPTY, "", Optional.empty(), NOW)));
    assertEquals(List.of("No channel on air is called like that."),
        titles(ChannelRow.of(list(Listed.channel('b', "Bee", 1)), Shelf.EMPTY, "x", Optional.empty(), NOW)));
    ChannelList down = new ChannelList("", List.of(new ChannelList.Answer(
        "http://one", List.of(), 0, false, Optional.of("The index at http://one did not answer."))));
    assertEquals(List.of("The index at http://one did not answer."),
        titles(ChannelRow.of(down, Shelf.EMPTY, "", Optional.empty(), NOW)));
  }
}
