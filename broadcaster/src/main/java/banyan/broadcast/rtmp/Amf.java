package banyan.broadcast.rtmp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value as RTMP's commands carry it, whichever of AMF's two encodings it came in. */
sealed interface Amf {
  record Numeric(double value) implements Amf {}

  record Truth(boolean value) implements Amf {}

  record Text(String value) implements Amf {}

  /** Null, undefined, and what nobody here asks about: dates, documents, bytes. */
  record Nothing() implements Amf {}

  /** An object, or an array with names. */
  record Structure(Map<String, Amf> fields) implements Amf {
    public Structure {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    Amf field(String name) {
      return fields.getOrDefault(name, nothing());
    }
  }

  record Series(List<Amf> items) implements Amf {
    public Series {
      items = List.copyOf(items);
    }
  }

  static Amf nothing() {
    return new Nothing();
  }

  /** The text, or an empty one if this is none. */
  default String asText() {
    return this instanceof Text text ? text.value() : "";
  }

  /** The number, or 0 if this is none. */
  default double asNumber() {
    return this instanceof Numeric numeric ? numeric.value() : 0;
  }

  /** A field of an object; nothing if this is none, or has no such field. */
  default Amf get(String name) {
    return this instanceof Structure structure ? structure.field(name) : nothing();
  }
}
