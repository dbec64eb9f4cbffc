package banyan.broadcast.mpegts;

import static banyan.broadcast.testing.TsBuilder.AAC_TYPE;
import static banyan.broadcast.testing.TsBuilder.AUDIO;
import static banyan.broadcast.testing.TsBuilder.H264_TYPE;
import static banyan.broadcast.testing.TsBuilder.HEVC_TYPE;
import static banyan.broadcast.testing.TsBuilder.NO_TIME;
import static banyan.broadcast.testing.TsBuilder.VIDEO;
import static banyan.broadcast.testing.TsBuilder.adts;
import static banyan.broadcast.testing.TsBuilder.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.testing.Clips;
import banyan.broadcast.testing.Ffmpeg;
import banyan.broadcast.testing.RecordingSink;
import banyan.broadcast.testing.TsBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TsReaderTest {
  private static final int[] VIDEO_STREAM = {H264_TYPE, VIDEO};
  private static final int[] AUDIO_STREAM = {AAC_TYPE, AUDIO};

  private final RecordingSink sink = new RecordingSink();
  private final TsReader reader = new TsReader(sink);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void picturesAreFoundWithAndWithoutDelimiters(boolean delimiters) {
    TsBuilder ts = new TsBuilder().tables(0, VIDEO_STREAM);
    for (int i = 0; i < 5; i++) {
      ts.pes(VIDEO, i % 2 == 0, 9_000 + i * 3_000L, NO_TIME, picture(i == 0, delimiters, 400 + i));
    }
    readAll(ts);

    assertEquals(List.of(400, 401, 402, 403, 404), sliceSizes());
    assertEquals(List.of(9_000L, 12_000L, 15_000L, 18_000L, 21_000L), videoTimes());
    assertEquals(List.of(true, false, false, false, false),
        sink.video().stream().map(AccessUnit.Video::joinPoint).toList());
    assertEquals(List.of(true, false, false, false, false),
        sink.video().stream().map(AccessUnit.Video::discontinuity).toList());
    assertEquals(List.of(new Tracks(true, false)), sink.tracks);
    assertEquals(0, sink.damaged.get());
  }

  @Test
  void severalPicturesInAPesPacketGetTimesBetween() {
    TsBuilder ts = new TsBuilder().tables(0, VIDEO_STREAM);
    for (int i = 0; i < 4; i++) {
      ts.pes(VIDEO, true, 10_000 + i * 6_000L, NO_TIME, picture(i == 0, true, 300), picture(false, true, 301));
    }
    readAll(ts);

    List<Long> times = videoTimes();
    assertEquals(8, times.size());
    assertEquals(List.of(16_000L, 19_000L, 22_000L, 25_000L, 28_000L, 31_000L), times.subList(2, 8));
  }

  @Test
  void aPictureMaySpanPesPackets() {
    byte[] first = picture(true, false, 5_000);
    byte[] second = picture(false, false, 700);
    TsBuilder ts = new TsBuilder().tables(0, VIDEO_STREAM)
        .pes(VIDEO, true, 9_000, NO_TIME, Arrays.copyOf(first, 1_000))
        .pes(VIDEO, true, NO_TIME, NO_TIME, Arrays.copyOfRange(first, 1_000, 4_000))
        // Its times are those of the picture that begins in it, not of the one that ends.
        .pes(VIDEO, true, 15_000, 12_000, Arrays.copyOfRange(first, 4_000, first.length), second);
    readAll(ts);

    assertEquals(List.of(5_000, 700), sliceSizes());
    assertEquals(List.of(9_000L, 12_000L), videoTimes());
    assertEquals(15_000, sink.video().get(1).ptsTicks());
  }

  @Test
  void laterSlicesOfAPictureDoNotBeginAnother() {
    byte[] more = picture(false, false, 200);
    // first_mb_in_slice is not 0.
    more[4] = 0x46;
    readAll(new TsBuilder().tables(0, VIDEO_STREAM)
        .pes(VIDEO, true, 9_000, NO_TIME, picture(true, false, 300), more, more)
        .pes(VIDEO, true, 12_000, NO_TIME, picture(false, false, 300), more));

    assertEquals(2, sink.units.size());
    assertEquals(5, sink.video().get(0).nals().size());
    assertEquals(2, sink.video().get(1).nals().size());
  }

  @Test
  void aRecoveryPointIsAJoinPointWithAnIntraPictureOrAGradualRefresh() {
    byte[] recovery = {0, 0, 0, 1, 6, 6, 1, (byte) 0xc4, (byte) 0x80};
    byte[] other = {0, 0, 0, 1, 6, 5, 1, (byte) 0xc4, (byte) 0x80};
    byte[] intra = picture(false, false, 300);
    intra[4] = (byte) 0x88;
    // All is right only 29 pictures later: what x264 says where a gradual refresh begins.
    byte[] refresh = {0, 0, 0, 1, 6, 6, 2, 0x0f, 0x40, (byte) 0x80};
    readAll(new TsBuilder().tables(0, VIDEO_STREAM)
        .pes(VIDEO, true, 9_000, NO_TIME, recovery, intra)
        .pes(VIDEO, true, 12_000, NO_TIME, other, intra)
        .pes(VIDEO, true, 15_000, NO_TIME, recovery, picture(false, false, 300))
        .pes(VIDEO, true, 18_000, NO_TIME, refresh, picture(false, false, 300)));

    assertEquals(List.of(true, false, false, true), sink.video().stream().map(AccessUnit.Video::joinPoint).toList());
  }

  @Test
  void framesOfAPesPacketFollowOnEachOther() {
    readAll(new TsBuilder().tables(0, AUDIO_STREAM)
        .pes(AUDIO, true, 90_000, NO_TIME, adts(200), adts(90), adts(300))
        .pes(AUDIO, true, 95_760, NO_TIME, adts(10), adts(20)));

    assertEquals(List.of(90_000L, 91_920L, 93_840L, 95_760L, 97_680L),
        sink.audio().stream().map(AccessUnit.Audio::dtsTicks).toList());
    assertEquals(List.of(200, 90, 300, 10, 20), sink.audio().stream().map(u -> u.frame().remaining()).toList());
    assertEquals(48_000, sink.audio().get(0).config().rateHz());
    assertEquals(0, sink.damaged.get());
  }

  @Test
  void aFrameMaySpanPesPackets() {
    byte[] frame = adts(300);
    readAll(new TsBuilder().tables(0, AUDIO_STREAM)
        .pes(AUDIO, true, 90_000, NO_TIME, adts(200), Arrays.copyOf(frame, 100))
        .pes(AUDIO, true, 93_840, NO_TIME, Arrays.copyOfRange(frame, 100, frame.length), adts(20)));

    assertEquals(List.of(90_000L, 91_920L, 93_840L), sink.audio().stream().map(AccessUnit.Audio::dtsTicks).toList());
  }

  @Test
  void timesGoOnWhereTheir33BitsStartOver() {
    long wrap = 1L << 33;
    TsBuilder ts = new TsBuilder().tables(0, H264_TYPE, VIDEO, AAC_TYPE, AUDIO);
    for (int i = -3; i < 3; i++) {
      ts.pes(VIDEO, false, wrap + i * 3_000L + 6_000, wrap + i * 3_000L, picture(i == -3, true, 300));
      ts.pes(AUDIO, true, wrap + i * 3_000L, NO_TIME, adts(100));
    }
    readAll(ts);

    assertEquals(6, sink.video().size());
    for (int i = 0; i < 6; i++) {
      assertEquals(wrap + (i - 3) * 3_000L, sink.video().get(i).dtsTicks());
      assertEquals(wrap + (i - 3) * 3_000L + 6_000, sink.video().get(i).ptsTicks());
      assertEquals(wrap + (i - 3) * 3_000L, sink.audio().get(i).dtsTicks());
    }
  }

  @Test
  void junkBeforeAndAmongPacketsIsSkippedAndCounted() {
    TsBuilder ts = new TsBuilder().raw(new byte[1_000]).tables(0, VIDEO_STREAM);
    for (int i = 0; i < 10; i++) {
      ts.pes(VIDEO, true, 9_000 + i * 3_000L, NO_TIME, picture(i == 0, true, 900));
      if (i == 4) {
        ts.raw(new byte[77]);
      }
    }
    readAll(ts);

    assertEquals(1, reader.counts().resyncs());
    assertTrue(sink.video().size() >= 8, "pictures found: " + sink.video().size());
    assertTrue(sink.damaged.get() > 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {192, 204})
  void packetsWithBytesBetweenThemAreReadAsThoseWithout(int stride) {
    byte[] clip = Clips.NO_B_FRAMES.bytes();
    RecordingSink plain = new RecordingSink();
    TsReader reader = new TsReader(plain);
    reader.read(ByteBuffer.wrap(clip), 5);
    reader.end();
    ByteArrayOutputStream wide = new ByteArrayOutputStream();
    byte[] between = new byte[stride - 188];
    for (int at = 0; at < clip.length; at += 188) {
      // Times stand before packets, parity behind them.
      wide.write(stride == 192 ? between : new byte[0], 0, stride == 192 ? 4 : 0);
      wide.write(clip, at, 188);
      wide.write(between, 0, stride == 192 ? 0 : 16);
    }
    RecordingSink other = new RecordingSink();
    TsReader wideReader = new TsReader(other);
    byte[] bytes = wide.toByteArray();
    for (int at = 0; at < bytes.length; at += 1_000) {
      wideReader.read(ByteBuffer.wrap(bytes, at, Math.min(1_000, bytes.length - at)), 5);
    }
    wideReader.end();

    assertEquals(plain.units, other.units);
    assertEquals(0, other.damaged.get());
  }

  @Test
  void ofSeveralProgrammesTheFirstWithH264IsCarried() throws IOException {
    Path folder = Files.createTempDirectory("banyan-programmes");
    Path file = folder.resolve("three.ts");
    Ffmpeg.ffmpeg("-i", Clips.MPEG2_VIDEO.file().toString(), "-i", Clips.AUDIO_ONLY.file().toString(), "-i",
        Clips.NO_B_FRAMES.file().toString(), "-map", "0:v", "-map", "1:a", "-map", "2:v", "-map", "2:a", "-c", "copy",
        "-program", "program_num=7:st=0", "-program", "program_num=8:st=1", "-program", "program_num=9:st=2:st=3",
        file.toString());
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    Files.delete(folder);
    reader.read(ByteBuffer.wrap(bytes), 0);
    reader.end();

    assertEquals(List.of("warning The stream has 3 programmes, and a channel carries one: number 9, the first with "
        + "H.264. --program sends another: 7 or 8."), sink.events);
    assertEquals(180, sink.video().size());
    assertTrue(sink.audio().size() > 250, "frames: " + sink.audio().size());
  }

  @Test
  void aPictureWithALostPacketIsLeftOutAndCounted() {
    TsBuilder ts = new TsBuilder().tables(0, VIDEO_STREAM);
    for (int i = 0; i < 5; i++) {
      ts.pes(VIDEO, true, 9_000 + i * 3_000L, NO_TIME, picture(i == 0, true, 2_000 + i));
    }
    byte[] bytes = ts.bytes();
    // Two tables, eleven packets a picture: the middle one of the third picture.
    int lost = (2 + 2 * 11 + 5) * 188;
    byte[] without = new byte[bytes.length - 188];
    System.arraycopy(bytes, 0, without, 0, lost);
    System.arraycopy(bytes, lost + 188, without, lost, without.length - lost);
    reader.read(ByteBuffer.wrap(without), 1);
    reader.end();

    assertEquals(List.of(2_000, 2_001, 2_003, 2_004), sliceSizes());
    assertEquals(1, reader.counts().continuityErrors());
    assertEquals(1, reader.counts().damagedUnits());
  }

  @Test
  void packetsSentTwiceCountOnce() {
    TsBuilder ts = new TsBuilder().tables(0, VIDEO_STREAM);
    for (int i = 0; i < 3; i++) {
      ts.pes(VIDEO, true, 9_000 + i * 3_000L, NO_TIME, picture(i == 0, true, 900));
    }
    byte[] bytes = ts.bytes();
    for (int at = 0; at < bytes.length; at += 188) {
      reader.read(ByteBuffer.wrap(bytes, at, 188), 1);
      reader.read(ByteBuffer.wrap(bytes, at, 188), 1);
    }
    reader.end();

    assertEquals(List.of(900, 900, 900), sliceSizes());
    assertEquals(0, sink.damaged.get());
  }

  @Test
  void aNewVersionOfTheMapMovesStreams() {
    readAll(new TsBuilder().tables(0, VIDEO_STREAM)
        .pes(VIDEO, true, 9_000, NO_TIME, picture(true, true, 300))
        .map(1, H264_TYPE, 0x77, AAC_TYPE, AUDIO)
        .pes(0x77, true, 12_000, NO_TIME, picture(true, true, 301))
        .pes(VIDEO, true, 12_000, NO_TIME, picture(false, true, 302))
        .pes(AUDIO, true, 12_000, NO_TIME, adts(50)));

    assertEquals(List.of(300, 301), sliceSizes());
    assertEquals(1, sink.audio().size());
    assertEquals(List.of(new Tracks(true, false), new Tracks(true, true)), sink.tracks);
    assertFalse(sink.video().get(1).discontinuity(), "the clock is the same");
  }

  @Test
  void captureTimeIsWhenThePictureBegan() {
    byte[] first = new TsBuilder().tables(0, VIDEO_STREAM)
        .pes(VIDEO, true, 9_000, NO_TIME, picture(true, true, 3_000))
        .pes(VIDEO, true, 12_000, NO_TIME, picture(false, true, 3_000)).bytes();
    long now = 1_000;
    for (int at = 0; at < first.length; at += 188) {
      reader.read(ByteBuffer.wrap(first, at, 188), now++);
    }
    reader.end();

    // Until three packets agree, their bytes count as having come with the first.
    assertEquals(1_000, sink.video().get(0).captureUnixMicros());
    assertEquals(1_000 + 2 + 17, sink.video().get(1).captureUnixMicros());
  }

  @ParameterizedTest
  @CsvSource({
    "HEVC, HEVC (H.265), libx264", "MPEG2_VIDEO, MPEG-2, libx264", "MP3, MPEG audio, -c:a aac",
  })
  void otherCodecsAreRefusedInOneSentenceThatSaysWhatToDo(Clips clip, String what, String remedy) {
    reader.read(ByteBuffer.wrap(clip.bytes()), 1);
    reader.end();

    assertTrue(reader.isRefused());
    assertEquals(1, sink.events.size(), sink.events.toString());
    assertTrue(sink.events.get(0).contains(what), sink.events.get(0));
    assertTrue(sink.events.get(0).contains(remedy), sink.events.get(0));
    assertEquals(List.of(), sink.units);
  }

  @Test
  void hevcAfterAChangeOfTheMapIsRefused() {
    readAll(new TsBuilder().tables(0, VIDEO_STREAM)
        .pes(VIDEO, true, 9_000, NO_TIME, picture(true, true, 300))
        .map(1, HEVC_TYPE, VIDEO));

    assertEquals(1, sink.video().size());
    assertTrue(sink.events.get(0).startsWith("refused The stream's video is HEVC"), sink.events.toString());
  }

  @Test
  void anotherAudioTrackIsLeftOutWithAWarning() {
    readAll(new TsBuilder().tables(0, H264_TYPE, VIDEO, 0x81, 0x50, AAC_TYPE, AUDIO)
        .pes(AUDIO, true, 9_000, NO_TIME, adts(50)));

    assertEquals(1, sink.audio().size());
    assertTrue(sink.events.get(0).startsWith("warning The stream has 2 audio tracks"), sink.events.toString());
  }

  @Test
  void whatIsNoMpegTsIsRefusedAndNamed() {
    byte[] flv = new byte[70_000];
    new Random(3).nextBytes(flv);
    flv[0] = 'F';
    flv[1] = 'L';
    flv[2] = 'V';
    reader.read(ByteBuffer.wrap(flv), 1);

    assertTrue(reader.isRefused());
    assertEquals(
        List.of("refused What the encoder sends is no MPEG-TS but FLV: set its output format to MPEG-TS, "
            + "e.g. ffmpeg -f mpegts."), sink.events);
  }

  @Test
  void aShortBodyOfSomethingElseIsRefusedAtItsEnd() {
    reader.read(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)), 1);
    reader.end();

    assertTrue(sink.events.get(0).startsWith("refused What the encoder sends is no MPEG-TS"), sink.events.toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void mutatedBytesNeverThrowAndAreCounted(long seed) {
    Random random = new Random(seed);
    byte[] bytes = Clips.B_FRAMES.bytes().clone();
    for (int i = 0; i < 400; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(400)), (byte) random.nextInt(256));
        default -> {
          int count = Math.min(random.nextInt(500), bytes.length - at);
          System.arraycopy(bytes, random.nextInt(bytes.length - count), bytes, at, count);
        }
      }
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      int slice = Math.min(in.remaining(), 1 + random.nextInt(2_000));
      reader.read(in.slice(in.position(), slice), 1);
      in.position(in.position() + slice);
    }
    reader.end();

    assertTrue(sink.damaged.get() > 0);
    assertTrue(sink.video().size() > 30, "seed " + seed + ": only " + sink.video().size() + " pictures");
  }

  @Test
  void randomBytesBetweenSyncBytesNeverThrow() {
    Random random = new Random(9);
    byte[] bytes = new byte[188 * 20_000];
    random.nextBytes(bytes);
    byte[] tables = new TsBuilder().tables(0, H264_TYPE, VIDEO, AAC_TYPE, AUDIO).bytes();
    for (int at = 0; at < bytes.length; at += 188) {
      bytes[at] = 0x47;
      int[] pids = {0, TsBuilder.PMT, VIDEO, AUDIO};
      bytes[at + 1] = (byte) (bytes[at + 1] & 0x40);
      bytes[at + 2] = (byte) pids[random.nextInt(pids.length)];
      bytes[at + 3] = (byte) (bytes[at + 3] & 0x3f);
    }
    System.arraycopy(tables, 0, bytes, 0, tables.length);
    reader.read(ByteBuffer.wrap(bytes), 1);
    reader.end();

    assertTrue(sink.damaged.get() > 1_000);
  }

  @Test
  void anEndlessPictureIsBounded() {
    TsBuilder ts = new TsBuilder().tables(0, VIDEO_STREAM)
        .pes(VIDEO, false, 9_000, NO_TIME, picture(true, true, H264Reader.MAX_UNIT_BYTES + 100_000))
        .pes(VIDEO, false, 12_000, NO_TIME, picture(true, true, 300))
        .pes(VIDEO, false, 15_000, NO_TIME, picture(false, true, 301));
    readAll(ts);

    assertEquals(List.of(300, 301), sliceSizes());
    assertEquals(List.of(12_000L, 15_000L), videoTimes());
  }

  private void readAll(TsBuilder ts) {
    reader.read(ByteBuffer.wrap(ts.bytes()), 1);
    reader.end();
  }

  private List<Long> videoTimes() {
    return sink.video().stream().map(AccessUnit.Video::dtsTicks).toList();
  }

  /** Of each picture's last NAL. */
  private List<Integer> sliceSizes() {
    return sink.video().stream().map(u -> u.nals().get(u.nals().size() - 1).remaining()).toList();
  }
}
