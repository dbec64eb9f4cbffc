package banyan.broadcast.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.rtmp.Amf.Numeric;
import banyan.broadcast.rtmp.Amf.Series;
import banyan.broadcast.rtmp.Amf.Structure;
import banyan.broadcast.rtmp.Amf.Text;
import banyan.broadcast.rtmp.Amf.Truth;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmfTest {
  private static List<Amf> read(int type, byte[] bytes) throws RtmpException {
    return Amf0Reader.all(new RtmpMessage(type, 0, 0, ByteBuffer.wrap(bytes), 0));
  }

  private static List<Amf> read(String hex) throws RtmpException {
    return read(RtmpMessage.COMMAND, HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll("values") List<Amf> values) throws RtmpException {
    assertEquals(values, read(RtmpMessage.COMMAND, Amf0Writer.of(values.toArray(Amf[]::new))));
  }

  @Property(tries = 500)
  void damageEndsInAnExceptionOrInValues(
      @ForAll("values") List<Amf> values, @ForAll long seed, @ForAll boolean amf3) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Amf0Writer.of(values.toArray(Amf[]::new)));
    out.writeBytes(OBJECT_IN_AMF3);
    byte[] bytes = out.toByteArray();
    Random random = new Random(seed);
    for (int hits = 1 + random.nextInt(6); hits > 0; hits--) {
      bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(20) : random.nextInt());
    }
    try {
      read(amf3 ? RtmpMessage.COMMAND_AMF3 : RtmpMessage.COMMAND,
          Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length)));
    } catch (RtmpException e) {
      assertTrue(e.what().startsWith("a command "), e.what());
    }
  }

  @Test
  void whatFfmpegSaysFirst() throws RtmpException {
    List<Amf> connect = read("02 0007 636f6e6e656374 00 3ff0000000000000 03 0003 617070 02 0004 6c697665 000009");
    assertEquals("connect", connect.get(0).asText());
    assertEquals(1, connect.get(1).asNumber());
    assertEquals("live", connect.get(2).get("app").asText());
    assertEquals(Amf.nothing(), connect.get(2).get("tcUrl"));
  }

  @Test
  void everyKindOfValueThatEncodersSend() throws RtmpException {
    assertEquals(
        List.of(new Structure(Map.of("a", new Truth(true))), Amf.nothing(), Amf.nothing(), new Text("long"),
            Amf.nothing()),
        // An array with names, a date, undefined, a long text, an XML document.
        read("08 00000001 0001 61 01 01 000009  0b 0000000000000000 0000  06  0c 00000004 6c6f6e67  0f 00000001 3c"));
    assertEquals(List.of(new Series(List.of(new Numeric(0), Amf.nothing())), new Structure(Map.of("x", Amf.nothing()))),
        read("0a 00000002 00 0000000000000000 05  10 0001 43 0001 78 05 000009"));
  }

  /** An object with a fixed name, a text that is used twice, and a name of its own. */
  private static final byte[] OBJECT_IN_AMF3 =
      HexFormat.of().parseHex("11" + "0a" + "1b" + "01" + "03" + "61" + "06" + "05" + "6869" + "03" + "62" + "06" + "02"
          + "01");

  @Test
  void commandsInAmf3AreUnwrapped() throws RtmpException {
    byte[] name = Amf0Writer.of(new Text("connect"));
    byte[] bytes = ByteBuffer.allocate(1 + name.length + OBJECT_IN_AMF3.length)
        .put((byte) 0).put(name).put(OBJECT_IN_AMF3).array();
    List<Amf> values = read(RtmpMessage.COMMAND_AMF3, bytes);
    assertEquals("connect", values.get(0).asText());
    Map<String, Amf> fields = new LinkedHashMap<>();
    fields.put("a", new Text("hi"));
    fields.put("b", new Text("hi"));
    assertEquals(new Structure(fields), values.get(1));
  }

  @Test
  void otherValuesOfAmf3() throws RtmpException {
    assertEquals(List.of(
        new Numeric(-1), new Numeric(128), new Truth(true), Amf.nothing(), new Series(List.of(new Truth(false))),
        Amf.nothing()),
        read("11 04 ffffffff  11 04 8100  11 03  11 00  11 09 03 01 02  11 0c 05 aabb"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "02 0005 61", "00 3ff0", "03 0001 61", "0a 7fffffff 05", "0a ffffffff", "0c 80000000", "04", "12", "ff",
    "11 06 fffffffe", "11 0a 02", "11 0a 07", "11 0d 01", "11 09 fffffffd 01", "11", "0f ffffffff", "08 00000000"})
  void otherBytesAreRefused(String hex) {
    RtmpException e = assertThrows(RtmpException.class, () -> read(hex));
    assertTrue(e.what().startsWith("a command "), e.what());
  }

  @Test
  void depthIsBounded() {
    assertEquals("a command with more than 16 levels",
        assertThrows(RtmpException.class, () -> read("0a00000001".repeat(4_000) + "05")).what());
    assertEquals("a command with more than 16 levels",
        assertThrows(RtmpException.class, () -> read("11" + "090301".repeat(4_000) + "01")).what());
  }

  @Provide
  Arbitrary<List<Amf>> values() {
    Arbitrary<Amf> simple = Arbitraries.oneOf(
        Arbitraries.doubles().map(Numeric::new), Arbitraries.of(true, false).map(Truth::new),
        Arbitraries.strings().ofMaxLength(40).withCharRange(' ', '\u07ff').map(Text::new),
        Arbitraries.just(Amf.nothing()));
    Arbitrary<Amf> nested = Arbitraries.lazyOf(
        () -> simple,
        () -> simple.list().ofMaxSize(3).map(Series::new),
        () -> Arbitraries.maps(Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8), simple).ofMaxSize(4)
            .map(Structure::new));
    return Arbitraries.frequencyOf(Tuple.of(2, simple), Tuple.of(1, nested)).list().ofMaxSize(6);
  }
}
