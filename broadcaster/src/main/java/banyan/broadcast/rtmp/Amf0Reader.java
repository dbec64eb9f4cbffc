package banyan.broadcast.rtmp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads values in AMF0 (Action Message Format, AMF 0, 2007), and those in AMF3 that it may switch to. */
final class Amf0Reader {
  /** Encoders nest two levels. */
  static final int MAX_DEPTH = 16;

  private static final int NUMBER = 0;
  private static final int BOOLEAN = 1;
  private static final int STRING = 2;
  private static final int OBJECT = 3;
  private static final int NULL = 5;
  private static final int UNDEFINED = 6;
  private static final int REFERENCE = 7;
  private static final int ECMA_ARRAY = 8;
  private static final int OBJECT_END = 9;
  private static final int STRICT_ARRAY = 10;
  private static final int DATE = 11;
  private static final int LONG_STRING = 12;
  private static final int UNSUPPORTED = 13;
  private static final int XML = 15;
  private static final int TYPED_OBJECT = 16;
  private static final int SWITCH_TO_AMF3 = 17;
  /** A double and two bytes of a time zone that nobody may use. */
  private static final int DATE_BYTES = 10;

  private final ByteBuffer in;

  Amf0Reader(ByteBuffer in) {
    this.in = in;
  }

  /** All values of a command or of data. Each takes at least a byte of it, so its size bounds them. */
  static List<Amf> all(RtmpMessage message) throws RtmpException {
    Amf0Reader reader = new Amf0Reader(message.payload().duplicate());
    boolean isAmf3 = message.type() == RtmpMessage.COMMAND_AMF3 || message.type() == RtmpMessage.DATA_AMF3;
    if (isAmf3 && reader.hasNext() && reader.in.get(reader.in.position()) == 0) {
      // Says that AMF0 follows, which may switch to AMF3.
      reader.in.get();
    }
    List<Amf> values = new ArrayList<>();
    while (reader.hasNext()) {
      values.add(reader.next());
    }
    return values;
  }

  boolean hasNext() {
    return in.hasRemaining();
  }

  Amf next() throws RtmpException {
    try {
      return value(0);
    } catch (BufferUnderflowException e) {
      throw new RtmpException("a command that is cut off");
    }
  }

  private Amf value(int depth) throws RtmpException {
    if (depth > MAX_DEPTH) {
      throw new RtmpException("a command with more than " + MAX_DEPTH + " levels");
    }
    int type = in.get() & 0xff;
    return switch (type) {
      case NUMBER -> new Amf.Numeric(in.getDouble());
      case BOOLEAN -> new Amf.Truth(in.get() != 0);
      case STRING -> new Amf.Text(text(in.getShort() & 0xffff));
      case OBJECT -> new Amf.Structure(fields(depth));
      case NULL, UNDEFINED, UNSUPPORTED -> Amf.nothing();
      case REFERENCE -> skip(2);
      case ECMA_ARRAY -> {
        // The count is a hint: an end mark follows all the same.
        in.getInt();
        yield new Amf.Structure(fields(depth));
      }
      case STRICT_ARRAY -> series(depth);
      case DATE -> skip(DATE_BYTES);
      case LONG_STRING -> new Amf.Text(text(in.getInt()));
      case XML -> skip(in.getInt());
      case TYPED_OBJECT -> {
        text(in.getShort() & 0xffff);
        yield new Amf.Structure(fields(depth));
      }
      case SWITCH_TO_AMF3 -> new Amf3Reader(in).value(depth + 1);
      default -> throw new RtmpException("a command with a value of unknown type " + type);
    };
  }

  private Map<String, Amf> fields(int depth) throws RtmpException {
    Map<String, Amf> fields = new LinkedHashMap<>();
    while (true) {
      String name = text(in.getShort() & 0xffff);
      if (name.isEmpty()) {
        if (in.get() == OBJECT_END) {
          return fields;
        }
        in.position(in.position() - 1);
      }
      fields.put(name, value(depth + 1));
    }
  }

  private Amf series(int depth) throws RtmpException {
    int count = in.getInt();
    if (count < 0 || count > in.remaining()) {
      throw new RtmpException("a command with a list longer than itself");
    }
    List<Amf> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(value(depth + 1));
    }
    return new Amf.Series(items);
  }

  private Amf skip(int bytes) throws RtmpException {
    checkLength(bytes);
    in.position(in.position() + bytes);
    return Amf.nothing();
  }

  private String text(int bytes) throws RtmpException {
    checkLength(bytes);
    String text = StandardCharsets.UTF_8.decode(in.slice(in.position(), bytes)).toString();
    in.position(in.position() + bytes);
    return text;
  }

  private void checkLength(int bytes) throws RtmpException {
    if (bytes < 0 || bytes > in.remaining()) {
      throw new RtmpException("a command with a text longer than itself");
    }
  }
}
