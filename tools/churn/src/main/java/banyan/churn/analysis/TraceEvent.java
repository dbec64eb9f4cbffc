package banyan.churn.analysis;

import java.util.Map;

/**
 * Something that happened to a peer, as its trace tells it.
 *
 * @param name such as {@code Attached}
 * @param fields such as {@code parent}
 */
record TraceEvent(long nanos, String name, Map<String, String> fields) {
  static final String ATTACHED = "Attached";
  static final String ORPHANED = "Orphaned";
  static final String SOURCE_CHANGED = "SourceChanged";
  static final String SUSPECTED = "Suspected";
  static final String REASSURED = "Reassured";
  static final String PULLED = "Pulled";
  static final String CYCLE_SEEN = "CycleSeen";
  static final String CHUNKS_LOST = "ChunksLost";

  boolean is(String kind) {
    return name.equals(kind);
  }

  /** Empty if there is no such field. */
  String text(String field) {
    return fields.getOrDefault(field, "");
  }

  long number(String field, long otherwise) {
    String text = fields.get(field);
    return text == null ? otherwise : Long.parseLong(text);
  }
}
