package banyan.broadcast.rtmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes values in AMF0, which every encoder reads, whatever it writes itself. */
final class Amf0Writer {
  private static final int MAX_TEXT_BYTES = 0xffff;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static byte[] of(Amf... values) {
    Amf0Writer writer = new Amf0Writer();
    for (Amf value : values) {
      writer.put(value);
    }
    return writer.out.toByteArray();
  }

  private void put(Amf value) {
    if (value instanceof Amf.Numeric numeric) {
      out.write(0);
      out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(numeric.value()).array());
    } else if (value instanceof Amf.Truth truth) {
      out.write(1);
      out.write(truth.value() ? 1 : 0);
    } else if (value instanceof Amf.Text text) {
      out.write(2);
      text(text.value());
    } else if (value instanceof Amf.Structure structure) {
      out.write(3);
      structure.fields().forEach((name, field) -> {
        text(name);
        put(field);
      });
      text("");
      out.write(9);
    } else if (value instanceof Amf.Series series) {
      out.write(10);
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(series.items().size()).array());
      series.items().forEach(this::put);
    } else {
      out.write(5);
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_TEXT_BYTES) {
      throw new IllegalArgumentException("a text of " + bytes.length + " bytes");
    }
    out.write(bytes.length >> 8);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }
}
