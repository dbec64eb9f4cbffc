package banyan.player.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChannelListTest {
  private static final String ONE = "http://one:7190";
  private static final String OTHER = "http://other:7190";

  private static ChannelList.Answer answer(String url, ListedChannel... channels) {
    return new ChannelList.Answer(url, List.of(channels), channels.length, true, Optional.empty());
  }

  @Test
  void aChannelThatTwoIndexesListIsShownOnceAndThoseWithMostViewersFirst() {
    ListedChannel few = Listed.channel('a', "Alpha", 2);
    ListedChannel many = Listed.channel('b', "Beta", 9);
    ListedChannel manySeenByFew = Listed.channel('b', "Beta", 1);
    ListedChannel none = Listed.channel('c', "aardvark", 0);
    ListedChannel noneEither = Listed.channel('d', "Zebra", 0);
    ChannelList list = new ChannelList("", List.of(
        answer(ONE, few, manySeenByFew, noneEither), answer(OTHER, none, many)));
    assertEquals(List.of(many, few, none, noneEither), list.channels());
    assertFalse(list.isWaiting());
    assertEquals(List.of(), list.problems());
  }

  @Test
  void anIndexThatIsDownHidesNothingOfTheOther() {
    ListedChannel channel = Listed.channel('a', "Alpha", 2);
    ChannelList list = new ChannelList("", List.of(answer(ONE, channel), ChannelList.Answer.none(OTHER)));
    assertTrue(list.isWaiting());
    ChannelList failed = list.with(
        new ChannelList.Answer(OTHER, List.of(), 0, false, Optional.of("It did not answer.")));
    assertFalse(failed.isWaiting());
    assertEquals(List.of(channel), failed.channels());
    assertEquals(List.of("It did not answer."), failed.problems());
  }
}
