package banyan.broadcast.files;

import banyan.broadcast.media.SourceSink;
import banyan.broadcast.mpegts.Container;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** A file with media that a channel can carry; what cannot be carried is said when it is opened. */
interface MediaFile {
  int SNIFFED_BYTES = 1_024;

  /** For people: {@code film.mp4 (MP4, 1:30:05)}. */
  String description();

  /**
   * Reads it from its beginning to its end, or until it is to stop. May be called again.
   *
   * @throws IOException with a sentence for a person
   */
  void play(SourceSink out, BooleanSupplier isStopped) throws IOException;

  /**
   * Opens a file of any kind that is known, by what it holds and not by its name.
   *
   * @param programme of MPEG-TS, the number of the one to play; without it, the first with H.264
   * @throws IOException with a sentence for a person
   */
  static MediaFile open(Path path, OptionalInt programme) throws IOException {
    checkReadable(path);
    byte[] start;
    try (InputStream in = Files.newInputStream(path)) {
      start = in.readNBytes(SNIFFED_BYTES);
    }
    String kind = Container.named(start);
    if (start.length == 0) {
      throw new IOException(path + " is empty.");
    }
    if (kind.equals(Container.MP4)) {
      if (programme.isPresent()) {
        throw new IOException(path + " is an MP4, which has no programmes: leave --program away.");
      }
      return Mp4File.read(path);
    }
    if (!kind.isEmpty()) {
      throw new IOException(path + " is " + kind + "; files must be MPEG-TS or MP4. This makes one of it: "
          + "ffmpeg -i " + path + " -c copy " + withEnding(path, ".ts"));
    }
    return TsFile.read(path, programme);
  }

  /** @throws IOException with a sentence for a person, if it is no file, or may not be read */
  static void checkReadable(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException("There is no file " + path + ": name one that is there in --source.");
    }
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder, not a file.");
    }
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + " is no file but a pipe or a device: banyan broadcast --source - < " + path
          + " reads MPEG-TS from it.");
    }
    if (!Files.isReadable(path)) {
      throw new IOException(path + " may not be read by you: change its permissions, or name another in --source.");
    }
  }

  /** The name that a copy in another format would have. */
  static String withEnding(Path path, String ending) {
    String name = path.toString();
    int dot = name.lastIndexOf('.');
    return (dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name) + ending;
  }
}
