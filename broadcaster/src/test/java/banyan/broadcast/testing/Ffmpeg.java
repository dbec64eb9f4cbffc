package banyan.broadcast.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real ffmpeg and ffprobe: what encodes the tests' media and judges what becomes of it. */
public final class Ffmpeg {
  private static final long MAX_SECONDS = 120;
  private static final String SLICES_ONLY = "filter_units=pass_types=1|2|3|4|5";

  private Ffmpeg() {}

  /** Runs a program; returns what it wrote to stdout and stderr. Fails if it fails. */
  public static String run(String... command) {
    try {
      Path log = Files.createTempFile("banyan-ffmpeg", ".log");
      Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running after " + MAX_SECONDS + " s: " + String.join(" ", command));
      }
      String output = Files.readString(log, StandardCharsets.UTF_8);
      Files.delete(log);
      if (process.exitValue() != 0) {
        throw new AssertionError(process.exitValue() + " from " + String.join(" ", command) + "\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs ffmpeg, quietly. */
  public static String ffmpeg(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
    command.addAll(List.of(arguments));
    return run(command.toArray(new String[0]));
  }

  /** Everything that ffprobe has to complain about in a file. */
  public static String complaints(Path file) {
    return run("ffprobe", "-v", "error", file.toString()) + run("ffmpeg", "-nostdin", "-v", "error", "-i",
        file.toString(), "-f", "null", "-");
  }

  /** Hashes of a stream's packets, in order, without what a remux may change. {@code v} or {@code a}. */
  public static List<String> packetHashes(Path file, String stream) {
    String filter = stream.equals("v") ? SLICES_ONLY : "aac_adtstoasc";
    return column(5, framehash(file, stream, "-c", "copy", "-bsf:" + stream, filter));
  }

  /** Hashes of a stream's decoded frames, in order. */
  public static List<String> decodedHashes(Path file, String stream) {
    return stream.equals("v")
        ? column(5, framehash(file, stream, "-fps_mode", "passthrough"))
        : column(5, framehash(file, stream));
  }

  /** PTS and DTS of a stream's packets in ticks of 90 kHz, as they stand in the file. */
  public static List<long[]> times(Path file, String stream) {
    List<long[]> times = new ArrayList<>();
    String lines = run("ffprobe", "-v", "error", "-select_streams", stream, "-show_entries", "packet=pts,dts", "-of",
        "csv=p=0", file.toString());
    for (String line : lines.split("\n", -1)) {
      String[] fields = line.strip().split(",", -1);
      if (fields.length >= 2) {
        times.add(new long[] {Long.parseLong(fields[0]), Long.parseLong(fields[1])});
      }
    }
    return times;
  }

  private static String framehash(Path file, String stream, String... how) {
    List<String> arguments = new ArrayList<>(List.of("-i", file.toString(), "-map", "0:" + stream));
    arguments.addAll(List.of(how));
    arguments.addAll(List.of("-f", "framehash", "-hash", "md5", "-"));
    return ffmpeg(arguments.toArray(new String[0]));
  }

  private static List<String> column(int index, String table) {
    List<String> column = new ArrayList<>();
    for (String line : table.split("\n", -1)) {
      if (!line.startsWith("#") && !line.isBlank()) {
        column.add(line.split(",", -1)[index].strip());
      }
    }
    return column;
  }
}
