package banyan.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.ChannelId;
import banyan.protocol.Detail;
import banyan.protocol.Signer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SignedChannelRecordTest {
  private final TestKeys keys = new TestKeys();
  private final Signer channel = keys.newSigner();
  private final ChannelRecord record = new ChannelRecord(
      1_700_000_000_000L, 7, "Früh \"am\" <Morgen>", "h264", "aac", 2_000_000, 1_700_000_000_000L,
      new TreeMap<>(Map.of("genre", "Jazz & <mehr>", "nowPlaying", "\"So\" What")));

  private static ChannelRecord saying(String title, Map<String, String> details) {
    return new ChannelRecord(1, 2, title, "h264", "", 5, 0, new TreeMap<>(details));
  }

  @Test
  void aRecordSurvivesTheJourney() {
    SignedChannelRecord signed = SignedChannelRecord.sign(channel, record);
    SignedChannelRecord back = DirectoryJson.read(DirectoryJson.write(signed), SignedChannelRecord.class);
    assertEquals(signed, back);
    assertEquals(record, back.content());
    assertEquals(ChannelId.of(channel.publicKey()), back.channel());
    assertTrue(back.isGenuine(keys));
  }

  @Test
  void aChangedRecordIsNotGenuine() {
    SignedChannelRecord signed = SignedChannelRecord.sign(channel, record);
    byte[] changed = signed.record().clone();
    changed[changed.length / 2] ^= 1;
    assertFalse(new SignedChannelRecord(signed.key(), changed, signed.signature()).isGenuine(keys));
  }

  @Test
  void anotherKeyDoesNotMakeItItsOwn() {
    SignedChannelRecord signed = SignedChannelRecord.sign(channel, record);
    Signer other = keys.newSigner();
    assertFalse(new SignedChannelRecord(other.publicKey(), signed.record(), signed.signature()).isGenuine(keys));
  }

  @Test
  void laterFieldsArePassedOver() {
    byte[] json = ("{\"epoch\":1,\"revision\":2,\"title\":\"t\",\"videoCodec\":\"h264\",\"audioCodec\":\"\","
        + "\"peakBitsPerSecond\":5,\"startedUnixMillis\":0,\"mood\":{\"deep\":[1]}}").getBytes(StandardCharsets.UTF_8);
    assertEquals(saying("t", Map.of()), DirectoryJson.read(json, ChannelRecord.class));
  }

  @Test
  void unfitTitlesAreRefusedWithASentence() {
    for (String title : List.of(" ", "a\u0007b", "a\u202eb", "ü".repeat(129))) {
      assertThrows(IllegalArgumentException.class, () -> saying(title, Map.of()));
    }
    IllegalArgumentException missing = assertThrows(
        IllegalArgumentException.class, () -> record("{\"epoch\":1}"));
    assertEquals("The JSON is not accepted: the title is missing.", missing.getMessage());
    IllegalArgumentException wrong = assertThrows(
        IllegalArgumentException.class, () -> record("{\"title\":\"x\",\"epoch\":[]}"));
    assertEquals("The JSON's field 'epoch' is wrong.", wrong.getMessage());
  }

  @Test
  void unfitDetailsAreRefusedAndOnesOfLaterVersionsKept() {
    for (Map<String, String> details : List.of(
        Map.of("genre", "g".repeat(65)), Map.of("nowPlaying", "a\u202eb"), Map.of("mood", "a\u0007b"),
        Map.of("poster", "javascript:alert(1)"))) {
      assertThrows(IllegalArgumentException.class, () -> saying("t", details), details::toString);
    }
    IllegalArgumentException nothing = assertThrows(IllegalArgumentException.class, () -> record(
        "{\"title\":\"t\",\"videoCodec\":\"\",\"audioCodec\":\"\",\"peakBitsPerSecond\":1,"
            + "\"details\":{\"genre\":null}}"));
    assertEquals("The JSON is not accepted: genre is null.", nothing.getMessage());
    assertEquals(Map.of("mood", "deep"), saying("t", Map.of("mood", "deep")).details());
  }

  @Test
  void theLongestTextsFitIntoARecordWhateverJsonMakesOfThem() {
    TreeMap<String, String> details = new TreeMap<>();
    for (Detail detail : Detail.values()) {
      details.put(detail.key(), detail == Detail.POSTER
          ? "https://example.org/" + "x".repeat(detail.maxBytes() - 20) : "\"".repeat(detail.maxBytes()));
    }
    details.remove(Detail.TITLE.key());
    SignedChannelRecord signed =
        SignedChannelRecord.sign(channel, saying("\"".repeat(Detail.TITLE.maxBytes()), details));
    assertEquals(details, signed.content().details());
  }

  private static ChannelRecord record(String json) {
    return DirectoryJson.read(json.getBytes(StandardCharsets.UTF_8), ChannelRecord.class);
  }

  @Test
  void aLaterRunSupersedesAndAnEarlierRevisionDoesNot() {
    assertTrue(record.supersedes(record.epoch() - 1, 1_000));
    assertTrue(record.supersedes(record.epoch(), 6));
    assertFalse(record.supersedes(record.epoch(), 7));
    assertFalse(record.supersedes(record.epoch() + 1, 0));
  }
}
