package banyan.broadcast.mpegts;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a programme's map table says, as far as it matters: where its video and audio are, or why they cannot be
 * carried.
 *
 * @param videoPid −1 if there is none
 * @param audioPid −1 if there is none
 * @param isLatm whether the audio's frames stand in LATM, instead of ADTS
 * @param whyNotCarried a sentence for a person
 * @param warning a sentence about what is left out
 */
record ProgrammeMap(
    int videoPid, int audioPid, boolean isLatm, Optional<String> whyNotCarried, Optional<String> warning) {
  static final ProgrammeMap EMPTY = new ProgrammeMap(-1, -1, false, Optional.empty(), Optional.empty());

  private static final int PAT_TABLE = 0;
  private static final int PMT_TABLE = 2;
  private static final int TABLE_HEADER_BYTES = 8;
  private static final int CRC_BYTES = 4;
  private static final int STREAM_BYTES = 5;
  /** In place of a programme's number: what follows is the network's own table. */
  private static final int NETWORK = 0;

  boolean has(int pid) {
    return pid == videoPid || pid == audioPid;
  }

  boolean hasMedia() {
    return videoPid >= 0 || audioPid >= 0 || whyNotCarried.isPresent();
  }

  /**
   * The programmes that an association section lists, in its order: their numbers, and the PIDs of their map tables.
   * Empty if it is no such section that is now valid.
   */
  static Optional<Map<Integer, Integer>> programmes(byte[] section, int max) {
    if (!isNow(section, PAT_TABLE)) {
      return Optional.empty();
    }
    Map<Integer, Integer> pids = new LinkedHashMap<>();
    for (int at = TABLE_HEADER_BYTES; at + 4 <= section.length - CRC_BYTES && pids.size() < max; at += 4) {
      int number = Bits.u16(section, at);
      if (number != NETWORK) {
        pids.put(number, Bits.u13(section, at + 2));
      }
    }
    return Optional.of(pids);
  }

  /** Reads a programme map section; empty if it is not one now valid. */
  static Optional<ProgrammeMap> read(byte[] section) {
    int end = section.length - CRC_BYTES;
    if (!isNow(section, PMT_TABLE) || end < TABLE_HEADER_BYTES + 4) {
      return Optional.empty();
    }
    int at = TABLE_HEADER_BYTES + 4 + Bits.u12(section, TABLE_HEADER_BYTES + 2);
    Found video = new Found();
    Found audio = new Found();
    while (at + STREAM_BYTES <= end) {
      int descriptors = at + STREAM_BYTES;
      int next = descriptors + Bits.u12(section, at + 3);
      if (next > end) {
        return Optional.empty();
      }
      int pid = Bits.u13(section, at + 1);
      StreamType.of(section[at] & 0xff, section, descriptors, next)
          .ifPresent(type -> (type.isVideo() ? video : audio).add(type, pid));
      at = next;
    }
    Optional<String> why = video.whyNotCarried().or(audio::whyNotCarried);
    return Optional.of(new ProgrammeMap(video.pid, audio.pid, audio.isLatm, why, video.warning("video").or(
        () -> audio.warning("audio"))));
  }

  /** Of tables in several sections (hundreds of programmes) the first is enough. */
  private static boolean isNow(byte[] section, int table) {
    return section.length >= TABLE_HEADER_BYTES + CRC_BYTES && (section[0] & 0xff) == table && (section[5] & 1) != 0
        && section[6] == 0;
  }

  /** The streams of one kind: the first that can be carried is. */
  private static final class Found {
    int pid = -1;
    boolean isLatm;
    private int count;
    private Optional<StreamType> firstNotCarried = Optional.empty();

    void add(StreamType type, int at) {
      count++;
      if (!type.isCarried()) {
        firstNotCarried = firstNotCarried.or(() -> Optional.of(type));
      } else if (pid < 0) {
        pid = at;
        isLatm = type == StreamType.AAC_LATM;
      }
    }

    Optional<String> whyNotCarried() {
      return pid >= 0 ? Optional.empty() : firstNotCarried.map(StreamType::whyNotCarried);
    }

    Optional<String> warning(String kind) {
      return pid >= 0 && count > 1
          ? Optional.of("The stream has " + count + " " + kind + " tracks; a channel carries one, so only the first "
              + (kind.equals("video") ? "H.264" : "AAC") + " one is sent.")
          : Optional.empty();
    }
  }
}
