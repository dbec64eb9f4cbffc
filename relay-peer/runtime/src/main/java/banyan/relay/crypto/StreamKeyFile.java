package banyan.relay.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/** The secret that encoders show before they may send to a channel, beside the channel's key. */
public final class StreamKeyFile {
  /** What the file of ours has, several times over. */
  private static final long MAX_FILE_BYTES = 1_024;
  private static final int GROUPS = 5;
  private static final int GROUP_LETTERS = 4;
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
  /** Letters that need no quoting in addresses and shells. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._~-]{8,128}");
  private static final String COMMENT =
      "# Banyan stream key: whoever has it can send to this channel. Delete this file to have a new one made.\n";

  private StreamKeyFile() {}

  /** Whether a text can be a stream key. */
  public static boolean isKey(String text) {
    return KEY.matcher(text).matches();
  }

  /**
   * The stream key of a channel; made on first use, 100 random bits.
   *
   * @param keyFile the channel's
   * @param chosen by a person, and kept from then on
   * @throws KeyFileException with a sentence that says what is wrong with which file
   */
  static String of(Path keyFile, Optional<String> chosen) throws KeyFileException {
    Path file = keyFile.resolveSibling(keyFile.getFileName() + ".stream");
    try {
      Optional<String> kept = read(file);
      if (kept.isPresent() && (chosen.isEmpty() || kept.equals(chosen))) {
        return kept.get();
      }
      String key = chosen.orElseGet(StreamKeyFile::generate);
      KeyFile.replace(file, COMMENT + key + "\n");
      return key;
    } catch (IOException e) {
      throw new KeyFileException(
          "The stream key cannot be kept in " + file + " (" + KeyFile.why(e)
              + "): keep the channel's key in a directory that you may write to.", e);
    }
  }

  private static Optional<String> read(Path file) throws IOException, KeyFileException {
    try {
      String text = Files.size(file) > MAX_FILE_BYTES
          ? "" : new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      Optional<String> key = text.lines().filter(StreamKeyFile::isKey).findFirst();
      if (key.isEmpty()) {
        throw new KeyFileException("The file " + file + " holds no stream key: delete it to have a new one made.");
      }
      return key;
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String generate() {
    SecureRandom random = new SecureRandom();
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < GROUPS * GROUP_LETTERS; i++) {
      if (i > 0 && i % GROUP_LETTERS == 0) {
        key.append('-');
      }
      key.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return key.toString();
  }
}
