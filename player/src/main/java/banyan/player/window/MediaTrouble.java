package banyan.player.window;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.scene.media.MediaException;

/** What keeps JavaFX from playing, of all that it may be. */
enum MediaTrouble {
  /** There is no device for sound, without which it plays nothing that has sound. */
  NO_SOUND_DEVICE,
  /** Nothing can decode the stream: a system library is missing. */
  NO_DECODER,
  /** Something that may be gone with the next attempt. */
  PASSING;

  /** JavaFX 21 takes these major versions of libavcodec, and no newer ones. */
  private static final int OLDEST_AVCODEC = 54;
  private static final int NEWEST_AVCODEC = 60;
  private static final Pattern AVCODEC = Pattern.compile("libavcodec(?:-ffmpeg)?\\.so\\.(\\d{1,3})");
  private static final List<Path> LIBRARY_FOLDERS = List.of(
      Path.of("/usr/lib/x86_64-linux-gnu"), Path.of("/usr/lib/aarch64-linux-gnu"), Path.of("/usr/lib64"),
      Path.of("/usr/lib"), Path.of("/lib64"), Path.of("/lib"), Path.of("/usr/local/lib"));

  static MediaTrouble of(MediaException thrown) {
    String words = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
    if (words.contains("audio device") || words.contains("audiosink") || words.contains("audio sink")) {
      return NO_SOUND_DEVICE;
    }
    boolean isLinux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    return isLinux && !hasDecoder(LIBRARY_FOLDERS) ? NO_DECODER : PASSING;
  }

  /** Whether there is a libavcodec in one of these folders that JavaFX takes. */
  static boolean hasDecoder(List<Path> folders) {
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "libavcodec*.so.*")) {
          for (Path file : files) {
            Matcher name = AVCODEC.matcher(String.valueOf(file.getFileName()));
            if (name.matches() && isTaken(Integer.parseInt(name.group(1)))) {
              return true;
            }
          }
        } catch (IOException e) {
          // A folder that cannot be read proves nothing: there may be one in it.
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isTaken(int version) {
    return version >= OLDEST_AVCODEC && version <= NEWEST_AVCODEC;
  }
}
