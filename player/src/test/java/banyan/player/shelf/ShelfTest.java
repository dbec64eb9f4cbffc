package banyan.player.shelf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.ChannelId;
import banyan.protocol.ChannelLink;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShelfTest {
  @Test
  void theLastChannelIsOnTopOfTheHistoryAndEachIsThereOnce() {
    Shelf shelf = Shelf.EMPTY.watched(Saved.channel('b', "B", 1)).watched(Saved.channel('c', "C", 2))
        .watched(Saved.channel('b', "B again", 3));
    assertEquals(List.of("B again", "C"), shelf.history().stream().map(SavedChannel::title).toList());
    assertEquals(List.of(), shelf.withoutHistory().history());
  }

  @Test
  void aFavouriteKeepsItsPlaceAndLearnsItsNewLink() {
    SavedChannel before = Saved.channel('b', "B", 1);
    SavedChannel moved = new SavedChannel(before.link().replace("7170", "9999"), "B moved", 2);
    Shelf shelf = Shelf.EMPTY.withFavourite(before).withFavourite(Saved.channel('c', "C", 1)).watched(moved);
    assertEquals(List.of("B moved", "C"), shelf.favourites().stream().map(SavedChannel::title).toList());
    assertTrue(shelf.isFavourite(before.channel()));
    assertFalse(shelf.withoutFavourite(before.channel()).isFavourite(before.channel()));
  }

  @Test
  void aFavouriteWhoseLinkNamesNoPeerGetsThatOfAListAndNoOtherDoes() {
    SavedChannel known = Saved.channel('b', "B", 1);
    ChannelId channel = known.channel();
    SavedChannel bare = SavedChannel.of(new ChannelLink(List.of(), channel, Optional.of("http://index")), "B", 1);
    SavedChannel elsewhere = new SavedChannel(known.link().replace("7170", "9999"), "B", 1);
    assertEquals(List.of(known), listed(bare, known));
    assertEquals(List.of(bare), Shelf.EMPTY.withFavourite(bare).listed(id -> Optional.empty()).favourites());
    assertEquals(List.of(known), listed(known, bare));
    assertEquals(List.of(known), listed(known, elsewhere));
    assertEquals(
        List.of(), Shelf.EMPTY.listed(id -> Optional.of(known.asLink())).favourites(), "a list makes no favourites");
  }

  private static List<SavedChannel> listed(SavedChannel kept, SavedChannel inTheList) {
    return Shelf.EMPTY.withFavourite(kept).listed(
        id -> Optional.of(inTheList.asLink()).filter(link -> link.channel().equals(id))).favourites();
  }

  @Test
  void settingsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> Settings.FIRST.withIndexes(List.of("ftp://x")));
    assertThrows(IllegalArgumentException.class, () -> Settings.FIRST.withUpload(-2));
    assertThrows(
        IllegalArgumentException.class, () -> new Settings(List.of(), 0, Double.NaN, false, false, true));
    assertEquals(1, Settings.FIRST.withVolume(7).volume());
    assertEquals(List.of("http://a"), Settings.FIRST.withIndexes(List.of("http://a", "http://a")).indexes());
  }
}
