package banyan.broadcast.rtmp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one value in AMF3 (Action Message Format, AMF 3, 2013), which AMF0 may switch to. What RTMP has no use for
 * (vectors, dictionaries, objects that write themselves) is refused.
 */
final class Amf3Reader {
  private static final int UNDEFINED = 0;
  private static final int NULL = 1;
  private static final int FALSE = 2;
  private static final int TRUE = 3;
  private static final int INTEGER = 4;
  private static final int DOUBLE = 5;
  private static final int STRING = 6;
  private static final int XML_DOCUMENT = 7;
  private static final int DATE = 8;
  private static final int ARRAY = 9;
  private static final int OBJECT = 10;
  private static final int XML = 11;
  private static final int BYTE_ARRAY = 12;
  private static final int INTEGER_BITS = 29;

  /** What an object's members are called, where several are of one kind. */
  private record Traits(List<String> names, boolean isDynamic) {}

  private final ByteBuffer in;
  private final List<String> texts = new ArrayList<>();
  private final List<Traits> traits = new ArrayList<>();
  /** What may be referred to later. An object stands here as nothing until it is complete, so none contains itself. */
  private final List<Amf> complex = new ArrayList<>();

  Amf3Reader(ByteBuffer in) {
    this.in = in;
  }

  /** @throws java.nio.BufferUnderflowException if it is cut off */
  Amf value(int depth) throws RtmpException {
    if (depth > Amf0Reader.MAX_DEPTH) {
      throw new RtmpException("a command with more than " + Amf0Reader.MAX_DEPTH + " levels");
    }
    int type = in.get() & 0xff;
    return switch (type) {
      case UNDEFINED, NULL -> Amf.nothing();
      case FALSE -> new Amf.Truth(false);
      case TRUE -> new Amf.Truth(true);
      case INTEGER -> new Amf.Numeric(u29() << 32 - INTEGER_BITS >> 32 - INTEGER_BITS);
      case DOUBLE -> new Amf.Numeric(in.getDouble());
      case STRING -> new Amf.Text(text());
      case DATE -> {
        int header = u29();
        if ((header & 1) != 0) {
          in.getDouble();
          complex.add(Amf.nothing());
        }
        yield Amf.nothing();
      }
      case XML_DOCUMENT, XML, BYTE_ARRAY -> {
        int header = u29();
        if ((header & 1) != 0) {
          skip(header >> 1);
          complex.add(Amf.nothing());
        }
        yield Amf.nothing();
      }
      case ARRAY -> array(depth);
      case OBJECT -> object(depth);
      default -> throw new RtmpException("a command with a value of type " + type + " of AMF3");
    };
  }

  private Amf array(int depth) throws RtmpException {
    int header = u29();
    if ((header & 1) == 0) {
      return referred(complex, header >> 1);
    }
    int at = complex.size();
    complex.add(Amf.nothing());
    Map<String, Amf> named = dynamic(depth);
    List<Amf> items = new ArrayList<>();
    for (int left = counted(header >> 1); left > 0; left--) {
      items.add(value(depth + 1));
    }
    Amf array = named.isEmpty() ? new Amf.Series(items) : new Amf.Structure(named);
    complex.set(at, array);
    return array;
  }

  private Amf object(int depth) throws RtmpException {
    int header = u29();
    if ((header & 1) == 0) {
      return referred(complex, header >> 1);
    }
    Traits of = traits(header >> 1);
    int at = complex.size();
    complex.add(Amf.nothing());
    Map<String, Amf> fields = new LinkedHashMap<>();
    for (String name : of.names()) {
      fields.put(name, value(depth + 1));
    }
    if (of.isDynamic()) {
      fields.putAll(dynamic(depth));
    }
    Amf object = new Amf.Structure(fields);
    complex.set(at, object);
    return object;
  }

  private Traits traits(int header) throws RtmpException {
    if ((header & 1) == 0) {
      return referred(traits, header >> 1);
    }
    if ((header & 2) != 0) {
      throw new RtmpException("a command with an object that only its sender can read");
    }
    boolean isDynamic = (header & 4) != 0;
    text();
    List<String> names = new ArrayList<>();
    for (int left = counted(header >> 3); left > 0; left--) {
      names.add(text());
    }
    Traits read = new Traits(names, isDynamic);
    traits.add(read);
    return read;
  }

  /** Names with values, up to an empty name. */
  private Map<String, Amf> dynamic(int depth) throws RtmpException {
    Map<String, Amf> fields = new LinkedHashMap<>();
    for (String name = text(); !name.isEmpty(); name = text()) {
      fields.put(name, value(depth + 1));
    }
    return fields;
  }

  private String text() throws RtmpException {
    int header = u29();
    if ((header & 1) == 0) {
      return referred(texts, header >> 1);
    }
    int from = in.position();
    skip(header >> 1);
    String text = StandardCharsets.UTF_8.decode(in.slice(from, header >> 1)).toString();
    if (!text.isEmpty()) {
      texts.add(text);
    }
    return text;
  }

  private static <T> T referred(List<T> table, int index) throws RtmpException {
    if (index >= table.size()) {
      throw new RtmpException("a command that refers to what is not in it");
    }
    return table.get(index);
  }

  private int counted(int count) throws RtmpException {
    if (count > in.remaining()) {
      throw new RtmpException("a command with a list longer than itself");
    }
    return count;
  }

  private void skip(int bytes) throws RtmpException {
    if (bytes > in.remaining()) {
      throw new RtmpException("a command with a text longer than itself");
    }
    in.position(in.position() + bytes);
  }

  /** Up to 29 bits: three bytes with seven each and a mark that more follow, and a fourth with eight. */
  private int u29() {
    int value = 0;
    for (int i = 0; i < 3; i++) {
      int next = in.get() & 0xff;
      value = value << 7 | next & 0x7f;
      if (next < 0x80) {
        return value;
      }
    }
    return value << 8 | in.get() & 0xff;
  }
}
