package banyan.broadcast.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Several files as one source: those of a folder by their names, or those that a playlist (.m3u, .m3u8) names. */
final class FileList {
  /** Years of video. */
  static final int MAX_FILES = 10_000;
  private static final int MAX_LIST_BYTES = 4 * 1024 * 1024;
  private static final Pattern LIST = Pattern.compile(".+\\.m3u8?");
  private static final Pattern MEDIA = Pattern.compile("[^.].*\\.(ts|m2ts|mts|mp4|m4v|mov)");
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{1,20}://.*");
  private static final Pattern NUMBER = Pattern.compile("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private FileList() {}

  /** Whether it stands for others, and is no medium itself. */
  static boolean isList(Path path) {
    return Files.isDirectory(path) || LIST.matcher(lowerCase(path)).matches();
  }

  private static String lowerCase(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
  }

  /**
   * The files, in order; whether they can be played is not looked at.
   *
   * @throws IOException with a sentence for a person, if there are none or it cannot be read
   */
  static List<Path> read(Path path) throws IOException {
    List<Path> files = Files.isDirectory(path) ? inFolder(path) : inPlaylist(path);
    if (files.isEmpty()) {
      throw new IOException(Files.isDirectory(path)
          ? "There is no .ts and no .mp4 file in the folder " + path + "."
          : path + " names no file: a playlist has the name of one in each line.");
    }
    if (files.size() > MAX_FILES) {
      throw new IOException(path + " has more than " + MAX_FILES + " files: make several lists of them.");
    }
    return files;
  }

  private static List<Path> inFolder(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> MEDIA.matcher(lowerCase(file)).matches() && Files.isRegularFile(file))
          .limit(MAX_FILES + 1L)
          .sorted((one, other) -> compare(lowerCase(one), lowerCase(other)))
          .toList();
    } catch (IOException | RuntimeException e) {
      throw new IOException("The folder " + folder + " may not be read by you: change its permissions, or name "
          + "another in --source.", e);
    }
  }

  /** By names, in which numbers count as such: part 2 is before part 10. */
  static int compare(String one, String other) {
    String[] parts = NUMBER.split(one, -1);
    String[] others = NUMBER.split(other, -1);
    for (int i = 0; i < Math.min(parts.length, others.length); i++) {
      int difference = comparePart(parts[i], others[i]);
      if (difference != 0) {
        return difference;
      }
    }
    return parts.length != others.length ? Integer.compare(parts.length, others.length) : one.compareTo(other);
  }

  private static int comparePart(String one, String other) {
    if (one.isEmpty() || other.isEmpty() || !isDigit(one.charAt(0)) || !isDigit(other.charAt(0))) {
      return one.compareTo(other);
    }
    String number = one.replaceFirst("^0+(?=.)", "");
    String otherNumber = other.replaceFirst("^0+(?=.)", "");
    return number.length() != otherNumber.length()
        ? Integer.compare(number.length(), otherNumber.length()) : number.compareTo(otherNumber);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** One file in each line, from the list's own folder on; what begins with # is for other programs. */
  private static List<Path> inPlaylist(Path list) throws IOException {
    MediaFile.checkReadable(list);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(list)) {
      bytes = in.readNBytes(MAX_LIST_BYTES + 1);
    }
    if (bytes.length > MAX_LIST_BYTES) {
      throw new IOException(list + " is larger than any playlist: name a list of files, one in each line.");
    }
    List<Path> files = new ArrayList<>();
    for (String line : text(bytes).replace(BYTE_ORDER_MARK, "").lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#") && files.size() <= MAX_FILES) {
        files.add(file(list, line));
      }
    }
    return files;
  }

  /** Old lists are in Latin-1, of which few are UTF-8 by chance. */
  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private static Path file(Path list, String line) throws IOException {
    if (ADDRESS.matcher(line).matches() && !line.startsWith("file://")) {
      throw new IOException(list + " names " + line + ", which is no file of this computer: fetch it first, or let "
          + "ffmpeg send it, ffmpeg -i " + line + " -c copy -f mpegts - | banyan broadcast --source -");
    }
    try {
      return line.startsWith("file://") ? Path.of(URI.create(line)) : list.toAbsolutePath().resolveSibling(line);
    } catch (IllegalArgumentException e) {
      throw new IOException(list + " has a line that is no file's name: " + line, e);
    }
  }
}
