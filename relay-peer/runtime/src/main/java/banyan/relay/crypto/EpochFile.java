package banyan.relay.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The last epoch that a channel's key was used for, beside the key: epochs of one channel only ever rise. */
public final class EpochFile {
  /** Nineteen digits and a line's end, and some. */
  private static final long MAX_FILE_BYTES = 64;

  private EpochFile() {}

  /**
   * The epoch of a run that begins now: the wall clock's milliseconds, or one more than the last epoch where the clock
   * is behind that. It is on the disk before it is returned, so that no crash can have it used twice.
   *
   * @param keyFile the channel's
   * @throws KeyFileException with a sentence that says what is wrong with which file
   */
  public static long next(Path keyFile, long unixMillis) throws KeyFileException {
    Path file = keyFile.resolveSibling(keyFile.getFileName() + ".epoch");
    try {
      long next = Math.max(unixMillis, last(file) + 1);
      KeyFile.replace(file, next + "\n");
      return next;
    } catch (IOException e) {
      throw new KeyFileException(
          "The channel's last epoch cannot be kept in " + file + " (" + KeyFile.why(e)
              + "): keep the key in a directory that you may write to.", e);
    }
  }

  private static long last(Path file) throws IOException, KeyFileException {
    try {
      String text = Files.size(file) > MAX_FILE_BYTES
          ? "" : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).trim();
      long last = Long.parseLong(text);
      if (last >= 0 && last < Long.MAX_VALUE) {
        return last;
      }
    } catch (NoSuchFileException e) {
      return 0;
    } catch (NumberFormatException e) {
      // Falls through to the one sentence for all that is no epoch.
    }
    throw new KeyFileException("The file " + file + " holds no epoch: delete it if this computer's clock is right.");
  }
}
