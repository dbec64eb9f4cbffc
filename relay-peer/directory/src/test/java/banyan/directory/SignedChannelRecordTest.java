package banyan.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.ChannelId;
import banyan.protocol.Signer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SignedChannelRecordTest {
  private final TestKeys keys = new TestKeys();
  private final Signer channel = keys.newSigner();
  private final ChannelRecord record =
      new ChannelRecord(1_700_000_000_000L, 7, "Früh \"am\" <Morgen>", "h264", "aac", 2_000_000, 1_700_000_000_000L);

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
    assertEquals(
        new ChannelRecord(1, 2, "t", "h264", "", 5, 0), DirectoryJson.read(json, ChannelRecord.class));
  }

  @Test
  void unfitTitlesAreRefusedWithASentence() {
    assertThrows(IllegalArgumentException.class, () -> new ChannelRecord(1, 1, " ", "", "", 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new ChannelRecord(1, 1, "a\u0007b", "", "", 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new ChannelRecord(1, 1, "ü".repeat(129), "", "", 1, 0));
    IllegalArgumentException missing = assertThrows(
        IllegalArgumentException.class,
        () -> DirectoryJson.read("{\"epoch\":1}".getBytes(StandardCharsets.UTF_8), ChannelRecord.class));
    assertEquals("The JSON is not accepted: the title is missing.", missing.getMessage());
    IllegalArgumentException wrong = assertThrows(
        IllegalArgumentException.class,
        () -> DirectoryJson.read(
            "{\"title\":\"x\",\"epoch\":[]}".getBytes(StandardCharsets.UTF_8), ChannelRecord.class));
    assertEquals("The JSON's field 'epoch' is wrong.", wrong.getMessage());
  }

  @Test
  void aLaterRunSupersedesAndAnEarlierRevisionDoesNot() {
    assertTrue(record.supersedes(record.epoch() - 1, 1_000));
    assertTrue(record.supersedes(record.epoch(), 6));
    assertFalse(record.supersedes(record.epoch(), 7));
    assertFalse(record.supersedes(record.epoch() + 1, 0));
  }
}
