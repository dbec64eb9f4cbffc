package banyan.player;

import static org.junit.jupiter.api.Assertions.assertEquals;

import banyan.protocol.About;
import banyan.protocol.Detail;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelNewsTest {
  private final ChannelNews news = new ChannelNews();

  @Test
  void whatIsSaidIsToldOnceAndWhatChangesAgain() {
    assertEquals(List.of(), news.since(About.NOTHING));
    About about = About.read("Night train", Map.of("genre", "Jazz", "nowPlaying", "So\u001b[2J What", "contact", "me"));
    assertEquals(
        List.of("Now playing  So [2J What", "Genre        Jazz"), news.since(about));
    assertEquals(List.of(), news.since(about));
    assertEquals(
        List.of("Now playing  Blue in Green"), news.since(about.with(Detail.NOW_PLAYING, "Blue in Green")));
    assertEquals(List.of(), news.since(about.with(Detail.NOW_PLAYING, "")));
    assertEquals(List.of("Now playing  Blue in Green"), news.since(about.with(Detail.NOW_PLAYING, "Blue in Green")));
  }
}
