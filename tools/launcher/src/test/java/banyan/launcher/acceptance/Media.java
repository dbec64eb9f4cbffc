package banyan.launcher.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Media as ffmpeg makes it, and what its tools say of that which came out. One folder for each test. */
final class Media {
  static final int PICTURES_PER_SECOND = 30;
  static final int SAMPLES_PER_SECOND = 48_000;
  static final int SAMPLES_PER_AAC_FRAME = 1_024;
  /** Of a line of framehash; more may follow it. */
  private static final int HASH_COLUMN = 5;
  private static final int DTS_COLUMN = 1;
  private static final int PTS_COLUMN = 2;
  /** Slices: what a remux neither adds nor leaves out, as it does with parameter sets and delimiters. */
  private static final String SLICES_ONLY = "filter_units=pass_types=1|2|3|4|5";

  private final Path folder;

  Media(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /** One of the tracks of a file. */
  enum Track {
    VIDEO("v"), AUDIO("a");

    private final String name;

    Track(String name) {
      this.name = name;
    }

    /** How much media so many packets are. */
    double seconds(int packets) {
      return this == VIDEO ? (double) packets / PICTURES_PER_SECOND
          : (double) packets * SAMPLES_PER_AAC_FRAME / SAMPLES_PER_SECOND;
    }
  }

  /**
   * Makes an MP4 of 2 Mbit/s with H.264 and AAC, a key picture a second.
   *
   * @param more options of ffmpeg for the output, such as {@code -bf 3} or {@code -an}
   */
  Path clip(String name, int seconds, String... more) {
    Path file = folder.resolve(name + ".mp4");
    List<String> command = ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=" + PICTURES_PER_SECOND + ",noise=alls=24:allf=t",
        // Noise: no two packets are alike, so none can be missing, or come twice, unseen.
        "-f", "lavfi", "-i", "anoisesrc=color=pink:amplitude=0.3:seed=1:sample_rate=" + SAMPLES_PER_SECOND,
        "-t", Integer.toString(seconds), "-threads", "2",
        "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "30",
        "-b:v", "1870k", "-minrate", "1870k", "-maxrate", "1870k", "-bufsize", "1870k",
        // A decoder makes up the noise that this option would leave to it, and differently after a late beginning.
        "-c:a", "aac", "-b:a", "128k", "-aac_pns", "0");
    command.addAll(List.of(more));
    command.add(file.toString());
    OutsideProgram.run(folder.resolve(name + "-encoding.log"), command);
    return file;
  }

  /** The same media in MPEG-TS. */
  Path transportStream(Path file) {
    Path out = Path.of(file + ".ts");
    List<String> command = ffmpeg("-i", file.toString(), "-c", "copy", out.toString());
    OutsideProgram.run(folder.resolve("remuxing.log"), command);
    return out;
  }

  /** Two transport streams, one behind the other on one clock, which shows {@code startSeconds} at the beginning. */
  static Path joined(double startSeconds, Path first, Path second) {
    Path both = first.resolveSibling("both.ts");
    OutsideProgram.run(first.resolveSibling("joining.log"), ffmpeg(
        "-i", "concat:" + first + "|" + second, "-c", "copy", "-output_ts_offset", Double.toString(startSeconds),
        both.toString()));
    return both;
  }

  /**
   * Compares what arrived with what was sent, packet by packet and as decoded: it must be the same from where it begins
   * to the very end, nothing missing and nothing twice.
   *
   * @return how many packets arrived
   */
  int assertArrived(Path sent, Path arrived, Track track) {
    int packets = assertPacketsArrived(sent, arrived, track);
    List<String> decoded = decodedHashes(arrived, track);
    // A frame of AAC sounds on into the next: after a late beginning the first one has nothing to add to.
    List<String> whole = track == Track.AUDIO ? decoded.subList(1, decoded.size()) : decoded;
    assertIsTheEndOf(decodedHashes(sent, track), whole, track + " decoded");
    return packets;
  }

  /** The same of the packets alone, which is quicker and says as much where nothing but they can differ. */
  int assertPacketsArrived(Path sent, Path arrived, Track track) {
    List<String> packets = packetHashes(arrived, track);
    assertIsTheEndOf(packetHashes(sent, track), packets, track + " packets");
    return packets.size();
  }

  private static void assertIsTheEndOf(List<String> whole, List<String> end, String what) {
    int from = whole.size() - end.size();
    assertTrue(!end.isEmpty() && from >= 0, () -> what + ": " + end.size() + " of " + whole.size());
    for (int i = 0; i < end.size(); i++) {
      int at = i;
      assertEquals(whole.get(from + i), end.get(i), () -> what + ": number " + at + " of " + end.size());
    }
  }

  /**
   * A packet of a transport stream.
   *
   * @param dtsTicks as it stands there, of 90 kHz; so is the other
   * @param hash without what a remux may change
   */
  record Packet(long dtsTicks, long ptsTicks, String hash) {}

  /** The packets of a track of a transport stream, in order. */
  List<Packet> packets(Path file, Track track) {
    List<String> command = ffmpeg("-copyts", "-i", file.toString(), "-map", "0:" + track.name);
    command.addAll(withoutHeaders(file, track));
    command.addAll(List.of("-f", "framehash", "-hash", "md5", "-"));
    String table = OutsideProgram.run(folder.resolve("framehash.log"), command);
    assertTrue(table.contains("#tb 0: 1/90000"), () -> "other units in " + file);
    List<Packet> packets = new ArrayList<>();
    for (String line : table.lines().filter(l -> !l.startsWith("#") && !l.isBlank()).toList()) {
      String[] fields = line.split(",", -1);
      packets.add(new Packet(Long.parseLong(fields[DTS_COLUMN].strip()), Long.parseLong(fields[PTS_COLUMN].strip()),
          fields[HASH_COLUMN].strip()));
    }
    return packets;
  }

  /**
   * How far the times of a transport stream's packets are from those that they were sent with must be the same for all,
   * pictures and sound alike.
   *
   * @param arrived the end of what was sent
   * @return by how many ticks two of them differ at most
   */
  long outOfStepTicks(Path sent, Path arrived) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (Track track : Track.values()) {
      List<Packet> all = packets(sent, track);
      List<Packet> here = packets(arrived, track);
      for (int i = 0; i < here.size(); i++) {
        long offset = here.get(i).ptsTicks() - all.get(all.size() - here.size() + i).ptsTicks();
        least = Math.min(least, offset);
        most = Math.max(most, offset);
      }
    }
    return most - least;
  }

  /** How many pictures there are of each size, such as {@code 640x360}, in the order in which sizes come. */
  Map<String, Integer> sizes(Path file) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    OutsideProgram.run(folder.resolve("ffprobe.log"), List.of(
        "ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "frame=width,height", "-of",
        // Behind them may stand what ffprobe says besides of a picture.
        "csv=p=0:s=x", file.toString()))
        .lines().map(line -> line.strip().replaceFirst("x$", "")).filter(size -> !size.isEmpty())
        .forEach(size -> sizes.merge(size, 1, Integer::sum));
    return sizes;
  }

  /** Hashes of a track's packets, in order, without what a remux may change. */
  private List<String> packetHashes(Path file, Track track) {
    return hashes(file, track, withoutHeaders(file, track));
  }

  private static List<String> withoutHeaders(Path file, Track track) {
    List<String> how = new ArrayList<>(List.of("-c", "copy"));
    if (track == Track.VIDEO) {
      how.addAll(List.of("-bsf:v", SLICES_ONLY));
    } else if (isTransportStream(file)) {
      how.addAll(List.of("-bsf:a", "aac_adtstoasc"));
    }
    return how;
  }

  /** Hashes of a track's decoded pictures, or pieces of sound, in order. */
  private List<String> decodedHashes(Path file, Track track) {
    return hashes(file, track, track == Track.VIDEO ? List.of("-fps_mode", "passthrough") : List.of());
  }

  private List<String> hashes(Path file, Track track, List<String> how) {
    List<String> command = ffmpeg();
    if (!isTransportStream(file)) {
      // MP4 can say that the encoder's first samples are to be left out, MPEG-TS cannot.
      command.addAll(List.of("-ignore_editlist", "1"));
    }
    command.addAll(List.of("-i", file.toString(), "-map", "0:" + track.name));
    command.addAll(how);
    command.addAll(List.of("-f", "framehash", "-hash", "md5", "-"));
    String table = OutsideProgram.run(folder.resolve("framehash.log"), command);
    return table.lines().filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> line.split(",", -1)[HASH_COLUMN].strip()).toList();
  }

  /** All that ffprobe says against a file when it reads and decodes the whole of it. */
  String complaints(Path file) {
    return OutsideProgram.run(folder.resolve("ffprobe.log"), List.of(
        "ffprobe", "-v", "warning", "-count_frames", "-show_entries", "stream=", "-of", "csv=p=0", file.toString()))
        .strip();
  }

  /** The codecs of a file's tracks, in alphabetical order. */
  List<String> codecs(Path file) {
    return OutsideProgram.run(folder.resolve("ffprobe.log"), List.of(
        "ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", file.toString()))
        .lines().map(String::strip).filter(line -> !line.isEmpty()).distinct().sorted().toList();
  }

  private static boolean isTransportStream(Path file) {
    return file.toString().endsWith(".ts");
  }

  /** A quiet ffmpeg with these arguments, as a command to run. */
  static List<String> ffmpeg(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
    command.addAll(List.of(arguments));
    return command;
  }
}
