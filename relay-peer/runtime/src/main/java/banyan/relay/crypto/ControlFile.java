package banyan.relay.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the program that broadcasts a channel listens to its owner now, beside the channel's key. */
public final class ControlFile {
  /**
   * Where to knock, and what to say there.
   *
   * @param url {@code http://HOST:PORT}
   * @param token whoever has it may control the channel for as long as the program runs
   */
  public record Door(String url, String token) {
    private static final int TOKEN_BYTES = 16;

    /** 128 random bits. */
    public static String newToken() {
      byte[] random = new byte[TOKEN_BYTES];
      new SecureRandom().nextBytes(random);
      return HexFormat.of().formatHex(random);
    }
  }

  private static final Logger LOG = Logger.getLogger(ControlFile.class.getName());
  /** What the file of ours has, several times over. */
  private static final long MAX_FILE_BYTES = 1_024;
  private static final Pattern DOOR = Pattern.compile("(http://[A-Za-z0-9.:\\[\\]_-]{1,300}) ([0-9a-f]{32})");
  private static final String COMMENT = """
      # Banyan control: here the broadcaster of this channel listens to whoever has this token.
      # Made anew at each start, and gone at the end. Keep it private.
      """;

  private ControlFile() {}

  /** @param keyFile the channel's */
  public static Path of(Path keyFile) {
    return keyFile.resolveSibling(keyFile.getFileName() + ".control");
  }

  /**
   * Readable by the owner alone.
   *
   * @throws KeyFileException with a sentence that says what is wrong with which file
   */
  static void write(Path keyFile, Door door) throws KeyFileException {
    Path file = of(keyFile);
    try {
      KeyFile.replace(file, COMMENT + door.url() + " " + door.token() + "\n");
    } catch (IOException e) {
      throw new KeyFileException(
          "The token to control the channel by cannot be kept in " + file + " (" + KeyFile.why(e)
              + "): keep the channel's key in a directory that you may write to.", e);
    }
  }

  static void remove(Path keyFile) {
    try {
      Files.deleteIfExists(of(keyFile));
    } catch (IOException e) {
      // The next start replaces it, and until then its token opens nothing.
      LOG.log(Level.FINE, "left behind: " + of(keyFile), e);
    }
  }

  /**
   * What the program that broadcasts with this key has left; empty if none does.
   *
   * @throws KeyFileException with a sentence that says what is wrong with which file
   */
  public static Optional<Door> read(Path keyFile) throws KeyFileException {
    Path file = of(keyFile);
    try {
      String text = Files.size(file) > MAX_FILE_BYTES
          ? "" : new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        Matcher door = DOOR.matcher(line);
        if (door.matches()) {
          return Optional.of(new Door(String.valueOf(door.group(1)), String.valueOf(door.group(2))));
        }
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new KeyFileException(
          "The file " + file + ", which tells where the broadcaster listens, cannot be read (" + KeyFile.why(e)
              + "): run this as the user who broadcasts.", e);
    }
    throw new KeyFileException("The file " + file + " does not tell where the broadcaster listens: start it again.");
  }
}
