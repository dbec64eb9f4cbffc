package banyan.broadcast.mpegts;

import static banyan.broadcast.testing.TsBuilder.AUDIO;
import static banyan.broadcast.testing.TsBuilder.NO_TIME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.testing.Clips;
import banyan.broadcast.testing.Ffmpeg;
import banyan.broadcast.testing.PipelineSink;
import banyan.broadcast.testing.RecordingSink;
import banyan.broadcast.testing.TsBuilder;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatmReaderTest {
  private static final int[] STREAM = {0x11, AUDIO};
  /** AAC-LC, 48 kHz, stereo, frames of 1,024 samples. */
  private static final String STEREO = "00010" + "0011" + "0010" + "000";

  @TempDir
  Path folder = Path.of("");

  private final RecordingSink sink = new RecordingSink();

  /** An element with a header for LOAS, of bits and what fills the last byte. */
  private static byte[] element(String bits) {
    String whole = bits + "0".repeat((8 - bits.length() % 8) % 8);
    byte[] body = new byte[whole.length() / 8];
    byte[] value = new BigInteger("1" + whole, 2).toByteArray();
    System.arraycopy(value, value.length - body.length, body, 0, body.length);
    byte[] element = new byte[3 + body.length];
    element[0] = 0x56;
    element[1] = (byte) (0xe0 | body.length >> 8);
    element[2] = (byte) body.length;
    System.arraycopy(body, 0, element, 3, body.length);
    return element;
  }

  /** A multiplex of version 0, with as many frames in an element, one programme, one layer. */
  private static String config(int frames, String audio) {
    return "0" + "1" + bits(frames - 1, 6) + "0000" + "000" + audio + "000" + "11111111" + "0" + "0";
  }

  private static String bits(int value, int count) {
    String bits = Integer.toBinaryString(value);
    return "0".repeat(count - bits.length()) + bits;
  }

  /** A frame of so many bytes, each of which is {@code value}. */
  private static String frame(int length, int value) {
    return "1".repeat(length / 255 * 8) + bits(length % 255, 8) + bits(value, 8).repeat(length);
  }

  private void read(TsBuilder ts) {
    TsReader reader = new TsReader(sink);
    reader.read(ByteBuffer.wrap(ts.bytes()), 1);
    reader.end();
  }

  private List<Long> times() {
    return sink.audio().stream().map(AccessUnit.Audio::ptsTicks).toList();
  }

  @Test
  void framesAreFoundAmongTheBitsWithTheirTimes() {
    read(new TsBuilder().tables(0, STREAM)
        .pes(AUDIO, true, 90_000, NO_TIME,
            element("0" + config(1, STEREO) + frame(300, 7)), element("1" + frame(20, 9)))
        .pes(AUDIO, true, 93_840, NO_TIME, element("1" + frame(255, 11))));

    assertEquals(List.of(90_000L, 91_920L, 93_840L), times());
    assertEquals(List.of(300, 20, 255), sink.audio().stream().map(unit -> unit.frame().remaining()).toList());
    assertEquals(List.of(7, 9, 11), sink.audio().stream().map(unit -> (int) unit.frame().get(5)).toList());
    assertEquals(new AacConfig(2, 3, 2), sink.audio().get(0).config());
    assertEquals(0, sink.damaged.get());
    assertEquals(List.of(), sink.events);
  }

  @Test
  void severalFramesInAnElementFollowOnEachOther() {
    read(new TsBuilder().tables(0, STREAM).pes(AUDIO, true, 90_000, NO_TIME,
        element("0" + config(3, STEREO) + frame(10, 1) + frame(20, 2) + frame(30, 3))));

    assertEquals(List.of(90_000L, 91_920L, 93_840L), times());
    assertEquals(List.of(10, 20, 30), sink.audio().stream().map(unit -> unit.frame().remaining()).toList());
  }

  /** HE-AAC says the doubled rate as well; ADTS has the core's. Version 1 says how long all that is. */
  @Test
  void theCoreOfHeAacIsNamed() {
    String spectralBands = "00101" + "0110" + "0010" + "0011" + "00010" + "000";
    String version1 = "10" + "00" + "00000000" + "1" + "000000" + "0000" + "000" + "00" + bits(32, 8)
        + spectralBands + "0".repeat(32 - spectralBands.length()) + "000" + "11111111" + "0" + "0";
    read(new TsBuilder().tables(0, STREAM).pes(AUDIO, true, 90_000, NO_TIME,
        element("0" + version1 + frame(40, 5)), element("1" + frame(41, 5))));

    assertEquals(new AacConfig(2, 6, 2), sink.audio().get(0).config());
    assertEquals(List.of(90_000L, 93_840L), times());
  }

  @Test
  void whatCannotBeCarriedIsRefusedInASentence() {
    String shortFrames = "00010" + "0011" + "0010" + "100";
    TsBuilder ts = new TsBuilder().tables(0, STREAM);
    for (int i = 0; i < 5; i++) {
      ts.pes(AUDIO, true, 90_000 + i * 1_920L, NO_TIME, element("0" + config(1, shortFrames) + frame(9, 1)));
    }
    read(ts);

    assertEquals(1, sink.events.size(), sink.events.toString());
    assertTrue(sink.events.get(0).startsWith("refused The stream's audio is AAC in LATM framing of a kind"));
    assertTrue(sink.events.get(0).contains("ffmpeg -c:a aac"), sink.events.get(0));
    assertEquals(List.of(), sink.units);
  }

  @Test
  void aDamagedConfigurationEndsNothing() {
    byte[] good = element("0" + config(1, STEREO) + frame(60, 1));
    byte[] bad = good.clone();
    // Two programmes.
    bad[4] |= 0x08;
    read(new TsBuilder().tables(0, STREAM)
        .pes(AUDIO, true, 90_000, NO_TIME, good, good, bad, good, good));

    assertEquals(4, sink.audio().size());
    assertEquals(List.of(), sink.events);
  }

  @Test
  void whatFfmpegFramesAsLatmComesOutAsItsAdtsDoes() {
    Path out = folder.resolve("out.ts");
    PipelineSink pipe = new PipelineSink();
    TsReader reader = new TsReader(pipe);
    reader.read(ByteBuffer.wrap(Clips.LATM.bytes()), 1);
    reader.end();
    pipe.encoderGone();
    pipe.writeTo(out);

    assertEquals("", Ffmpeg.complaints(out));
    assertEquals(0, pipe.damaged.get());
    List<String> heard = Ffmpeg.decodedHashes(out, "a");
    assertTrue(heard.size() > 150, heard.size() + " frames");
    assertEquals(Ffmpeg.decodedHashes(Clips.LATM.file(), "a"), heard);
    assertEquals(Ffmpeg.packetHashes(Clips.LATM.file(), "v"), Ffmpeg.packetHashes(out, "v"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void mutatedLatmNeverThrows(long seed) {
    Random random = new Random(seed);
    byte[] bytes = Clips.LATM.bytes().clone();
    for (int i = 0; i < 300; i++) {
      int at = random.nextInt(bytes.length);
      if (random.nextBoolean()) {
        bytes[at] = (byte) random.nextInt(256);
      } else {
        Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(300)), (byte) random.nextInt(256));
      }
    }
    TsReader reader = new TsReader(sink);
    reader.read(ByteBuffer.wrap(bytes), 1);
    reader.end();

    assertTrue(sink.damaged.get() > 0);
    assertFalse(sink.audio().isEmpty());
  }
}
