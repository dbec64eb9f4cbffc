package banyan.broadcast.mpegts;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.H264;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The parameter sets that a decoder needs to begin: the newest of each id, which encoders may send only once. */
final class ParameterSets {
  private final Map<Integer, ByteBuffer> spsById = new TreeMap<>();
  private final Map<Integer, ByteBuffer> ppsById = new TreeMap<>();
  private boolean areOld;

  /** Another encoder began: those so far count until it sends its own. */
  void expectOthers() {
    areOld = true;
  }

  /** Whether the picture brings another sequence in place of one that was announced: of another size, say. */
  boolean areReplacedBy(AccessUnit.Video unit) {
    for (ByteBuffer nal : unit.nals()) {
      if (H264.nalType(nal) == H264.SPS) {
        ByteBuffer known = spsById.get(H264.parameterSetId(nal));
        if (known != null && !known.equals(nal)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Keeps those of a picture, and returns them. */
  Set<ByteBuffer> remember(AccessUnit.Video unit) {
    Set<ByteBuffer> present = new TreeSet<>();
    // Picture parameter sets of the sequence before may not fit to this one; where none come, the old ones do.
    boolean areReplaced =
        areReplacedBy(unit) && unit.nals().stream().anyMatch(nal -> H264.nalType(nal) == H264.PPS);
    for (ByteBuffer nal : unit.nals()) {
      int type = H264.nalType(nal);
      if (type == H264.SPS || type == H264.PPS) {
        if (areOld || areReplaced) {
          areOld = false;
          areReplaced = false;
          spsById.clear();
          ppsById.clear();
        }
        present.add(nal);
        int id = H264.parameterSetId(nal);
        if (id >= 0) {
          (type == H264.SPS ? spsById : ppsById).put(id, copy(nal));
        }
      }
    }
    return present;
  }

  /** A slice of the picture would keep all of it in memory. */
  private static ByteBuffer copy(ByteBuffer nal) {
    return ByteBuffer.allocate(nal.remaining()).put(nal.duplicate()).flip();
  }

  /** All but these, sequences first. */
  List<ByteBuffer> besides(Set<ByteBuffer> present) {
    List<ByteBuffer> missing = new ArrayList<>(spsById.values());
    missing.addAll(ppsById.values());
    missing.removeIf(present::contains);
    return missing;
  }
}
