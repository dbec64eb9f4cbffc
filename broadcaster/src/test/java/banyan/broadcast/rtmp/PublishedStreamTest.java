package banyan.broadcast.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.H264;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.testing.RecordingSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedStreamTest {
  private static final int VIDEO = RtmpMessage.VIDEO;
  private static final int AUDIO = RtmpMessage.AUDIO;

  private final RecordingSink sink = new RecordingSink();
  private final PublishedStream stream = new PublishedStream(sink);

  private void send(int type, int timestamp, byte[] payload) throws RtmpException {
    stream.message(new RtmpMessage(type, 1, timestamp, ByteBuffer.wrap(payload), 1_000));
  }

  private void begin() throws RtmpException {
    send(RtmpMessage.DATA, 0, Flv.metadata(true, true));
    send(AUDIO, 0, Flv.AAC_CONFIG);
    send(VIDEO, 0, Flv.avcConfig(1));
  }

  private static List<Integer> types(AccessUnit.Video picture) {
    return picture.nals().stream().map(H264::nalType).toList();
  }

  @Test
  void picturesHaveTheirTimesAndKeyPicturesTheirParameterSets() throws RtmpException {
    begin();
    send(VIDEO, 0, Flv.picture(true, 66, 300));
    send(VIDEO, 33, Flv.picture(false, 100, 200));
    send(VIDEO, 67, Flv.picture(false, 0, 200));
    assertEquals(List.of(new Tracks(true, true)), sink.tracks);
    List<AccessUnit.Video> pictures = sink.video();
    assertEquals(List.of(0L, 33 * 90L, 67 * 90L), pictures.stream().map(AccessUnit::dtsTicks).toList());
    assertEquals(List.of(66 * 90L, 133 * 90L, 67 * 90L), pictures.stream().map(AccessUnit::ptsTicks).toList());
    assertEquals(List.of(true, false, false), pictures.stream().map(AccessUnit::joinPoint).toList());
    assertEquals(List.of(true, false, false), pictures.stream().map(AccessUnit::discontinuity).toList());
    assertEquals(List.of(H264.SPS, H264.PPS, H264.SLICE_IDR), types(pictures.get(0)));
    assertEquals(List.of(H264.SLICE), types(pictures.get(1)));
    assertEquals(1_000, pictures.get(0).captureUnixMicros());
  }

  /** 1024 samples take 21.333 ms: the thirds come back, and are never further from what was said than a millisecond. */
  @Property(tries = 100)
  void framesOfAudioFollowEachOtherWithoutAGap(
      @ForAll @IntRange(max = 1_000_000) int startMillis, @ForAll boolean roundsDown) throws RtmpException {
    RecordingSink heard = new RecordingSink();
    PublishedStream of = new PublishedStream(heard);
    of.message(new RtmpMessage(AUDIO, 1, 0, ByteBuffer.wrap(Flv.AAC_CONFIG), 0));
    for (int i = 0; i < 400; i++) {
      double exact = startMillis + i * 1024 / 48.0;
      int says = (int) (roundsDown ? Math.floor(exact) : Math.round(exact));
      of.message(new RtmpMessage(AUDIO, 1, says, ByteBuffer.wrap(Flv.frame(50)), 0));
      assertTrue(Math.abs(heard.audio().get(i).ptsTicks() - exact * 90) <= 90, "frame " + i);
    }
    List<AccessUnit.Audio> frames = heard.audio();
    for (int i = 1; i < frames.size(); i++) {
      assertEquals(1_920, frames.get(i).ptsTicks() - frames.get(i - 1).ptsTicks(), "between frames " + i);
    }
    assertEquals(new AacConfig(2, 3, 2), frames.get(0).config());
    assertEquals(50, frames.get(0).frame().remaining());
  }

  @Test
  void aPauseOfTheAudioIsNotCountedAway() throws RtmpException {
    begin();
    send(AUDIO, 0, Flv.frame(9));
    send(AUDIO, 500, Flv.frame(9));
    assertEquals(List.of(0L, 500 * 90L), sink.audio().stream().map(AccessUnit::ptsTicks).toList());
  }

  @Test
  void timesGoOnWhere32BitsEndForVideoAndAudioAlike() throws RtmpException {
    begin();
    send(VIDEO, -40, Flv.picture(true, 0, 20));
    send(AUDIO, -20, Flv.frame(9));
    send(VIDEO, 0, Flv.picture(false, 0, 20));
    send(AUDIO, -1, Flv.frame(9));
    send(VIDEO, 40, Flv.picture(false, 0, 20));
    long wrap = (1L << 32) * 90;
    assertEquals(List.of(wrap - 3_600, wrap, wrap + 3_600), sink.video().stream().map(AccessUnit::dtsTicks).toList());
    assertEquals(wrap - 1_800, sink.audio().get(0).dtsTicks());
  }

  @Test
  void aNewConfigurationHoldsFromTheNextKeyPictureOn() throws RtmpException {
    begin();
    send(VIDEO, 0, Flv.picture(true, 0, 20));
    send(VIDEO, 40, Flv.avcConfig(2));
    send(VIDEO, 40, Flv.picture(false, 0, 20));
    send(VIDEO, 80, Flv.picture(true, 0, 20));
    send(VIDEO, 80, Flv.avcConfig(2));
    send(VIDEO, 120, Flv.picture(false, 0, 20));
    List<AccessUnit.Video> pictures = sink.video();
    assertEquals(List.of(0L, 7_200L, 10_800L), pictures.stream().map(AccessUnit::dtsTicks).toList());
    assertEquals(1, pictures.get(0).nals().get(0).get(5));
    assertEquals(2, pictures.get(1).nals().get(0).get(5));
  }

  @Test
  void audioMayChangeItsKindInTheMiddle() throws RtmpException {
    begin();
    send(AUDIO, 0, Flv.frame(9));
    // 44.1 kHz, mono.
    send(AUDIO, 21, new byte[] {(byte) 0xaf, 0, 0x12, 0x08});
    send(AUDIO, 21, Flv.frame(9));
    assertEquals(List.of(new AacConfig(2, 3, 2), new AacConfig(2, 4, 1)),
        sink.audio().stream().map(AccessUnit.Audio::config).toList());
  }

  @Test
  void theEnhancedFormatsOfH264AndAacAreTheSame() throws RtmpException {
    send(AUDIO, 0, Flv.enhancedAudio(0, "mp4a", new byte[] {0x11, (byte) 0x90}));
    send(VIDEO, 0, Flv.enhancedVideo(0, "avc1", Flv.avcRecord(1)));
    send(VIDEO, 0, Flv.enhancedVideo(1, "avc1", Flv.concat(new byte[] {0, 0, 66}, Flv.sample(true, 20))));
    send(VIDEO, 33, Flv.enhancedVideo(3, "avc1", Flv.sample(false, 20)));
    // With two modifiers before it.
    send(VIDEO, 66, Flv.concat(new byte[] {(byte) 0x97, 2, 1, 2, 3, 7, 0, 9, 3},
        "avc1".getBytes(StandardCharsets.ISO_8859_1), Flv.sample(false, 20)));
    send(AUDIO, 0, Flv.enhancedAudio(1, "mp4a", new byte[12]));
    assertEquals(List.of(66 * 90L, 33 * 90L, 66 * 90L), sink.video().stream().map(AccessUnit::ptsTicks).toList());
    assertEquals(1, sink.audio().size());
    assertEquals(0, sink.damaged.get());
  }

  @Test
  void anAggregateIsItsPartsAtTheirTimes() throws RtmpException {
    begin();
    send(RtmpMessage.AGGREGATE, 1_000, Flv.concat(
        Flv.tag(VIDEO, 50_000, Flv.picture(true, 0, 20)), Flv.tag(AUDIO, 50_010, Flv.frame(9)),
        Flv.tag(VIDEO, 50_040, Flv.picture(false, 0, 20))));
    assertEquals(List.of(90_000L, 93_600L), sink.video().stream().map(AccessUnit::dtsTicks).toList());
    assertEquals(List.of(90_900L), sink.audio().stream().map(AccessUnit::dtsTicks).toList());
  }

  @Test
  void whatIsAnnouncedButDoesNotComeIsNotWaitedForLong() throws RtmpException {
    send(RtmpMessage.DATA, 0, Flv.metadata(true, true));
    send(VIDEO, 0, Flv.avcConfig(1));
    send(VIDEO, 0, Flv.picture(true, 0, 20));
    send(VIDEO, 2_900, Flv.picture(false, 0, 20));
    assertEquals(List.of(new Tracks(true, true)), sink.tracks);
    send(VIDEO, 3_000, Flv.picture(false, 0, 20));
    send(AUDIO, 3_010, Flv.AAC_CONFIG);
    send(AUDIO, 3_010, Flv.frame(9));
    assertEquals(List.of(new Tracks(true, true), new Tracks(true, false), new Tracks(true, true)), sink.tracks);
  }

  @Test
  void withoutMetadataWhatComesTells() throws RtmpException {
    send(AUDIO, 0, Flv.AAC_CONFIG);
    send(AUDIO, 0, Flv.frame(9));
    assertEquals(List.of(new Tracks(false, true)), sink.tracks);
  }

  @ParameterizedTest
  @CsvSource({
    "9, 1c00000000, HEVC (H.265)", "9, 90 68766331, HEVC (H.265)", "9, 91 61763031, AV1", "9, 90 76703039, VP9",
    "9, 22, Sorenson H.263", "9, 90 01020304, '????'", "8, 2f, MP3", "8, 90 4f707573, Opus", "8, 00, PCM",
    "8, 91 61632d33, AC-3", "9, 96 00, several video tracks", "8, 95 00, several audio tracks",
    "8, af00 8000, a kind that MPEG-TS cannot carry", "8, af00 1180, a kind that MPEG-TS cannot carry"})
  void whatChannelsDoNotCarryGetsOneSentenceThatNamesTheSetting(int type, String hex, String says)
      throws RtmpException {
    byte[] payload = HexFormat.of().parseHex(hex.replace(" ", ""));
    send(type, 0, payload);
    send(type, 40, payload);
    begin();
    send(VIDEO, 80, Flv.picture(true, 0, 20));
    assertEquals(1, sink.events.size(), sink.events::toString);
    String sentence = sink.events.get(0);
    assertTrue(sentence.startsWith("refused The stream") && sentence.contains(says), sentence);
    assertTrue(sentence.contains("OBS: Settings") || sentence.contains("ffmpeg: -c:a aac"), sentence);
    assertEquals(List.of(), sink.units);
  }

  @Test
  void whatIsDamagedIsCountedAndWhatMeansNothingIsPassedOver() throws RtmpException {
    send(VIDEO, 0, Flv.picture(true, 0, 20));
    send(AUDIO, 0, Flv.frame(9));
    send(VIDEO, 0, new byte[] {0x17, 0, 0, 0, 0, 1, 2});
    assertEquals(3, sink.damaged.get());
    begin();
    send(VIDEO, 0, new byte[] {0x17, 1, 0, 0, 0, 0, 0, 0, 90, 0x65});
    send(RtmpMessage.DATA, 0, new byte[] {2, 0, 99});
    assertEquals(5, sink.damaged.get());
    send(VIDEO, 0, new byte[0]);
    send(VIDEO, 0, new byte[] {0x57, 0});
    send(VIDEO, 0, new byte[] {0x17, 2, 0, 0, 0});
    send(AUDIO, 0, new byte[] {(byte) 0xaf, 1});
    send(AUDIO, 0, new byte[] {(byte) 0xaf, 0});
    assertEquals(5, sink.damaged.get());
    assertEquals(List.of(), sink.units);
    assertEquals(List.of(), sink.events);
  }

  @Property(tries = 500)
  void mutatedMessagesAreCarriedCountedOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    RecordingSink seen = new RecordingSink();
    PublishedStream of = new PublishedStream(seen);
    byte[][] payloads = {
        Flv.metadata(true, true), Flv.AAC_CONFIG, Flv.avcConfig(1), Flv.picture(true, 66, 100), Flv.frame(30),
        Flv.picture(false, -5, 50), Flv.enhancedVideo(1, "avc1", Flv.sample(false, 20)),
        Flv.enhancedVideo(0, "avc1", Flv.avcRecord(3)), Flv.concat(Flv.tag(VIDEO, 1, Flv.picture(true, 0, 20)),
            Flv.tag(AUDIO, 2, Flv.frame(5)))};
    int[] types = {RtmpMessage.DATA, AUDIO, VIDEO, VIDEO, AUDIO, VIDEO, VIDEO, VIDEO, RtmpMessage.AGGREGATE};
    for (int i = 0; i < 60; i++) {
      int which = i < 3 ? i : random.nextInt(payloads.length);
      byte[] payload = payloads[which].clone();
      for (int hits = random.nextInt(3); hits > 0 && i >= 3; hits--) {
        payload[random.nextInt(Math.min(payload.length, 24))] = (byte) random.nextInt();
      }
      try {
        of.message(new RtmpMessage(
            types[which], 1, random.nextInt(8) == 0 ? random.nextInt() : i * 20, ByteBuffer.wrap(payload), i));
      } catch (RtmpException e) {
        assertTrue(e.what().startsWith("a m"), e.what());
      }
    }
    for (AccessUnit unit : seen.units) {
      assertTrue(unit.ptsTicks() >= unit.dtsTicks());
      assertFalse(unit instanceof AccessUnit.Video video && video.nals().isEmpty());
    }
    assertTrue(seen.events.size() <= 1, seen.events::toString);
  }
}
