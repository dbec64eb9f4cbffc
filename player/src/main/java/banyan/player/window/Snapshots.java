package banyan.player.window;

import banyan.protocol.PlainText;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javax.imageio.ImageIO;

/** Pictures that a person keeps. */
final class Snapshots {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH.mm.ss", Locale.ROOT);
  private static final int MAX_NAME_CHARS = 60;

  private Snapshots() {}

  /** Writes a picture beside JavaFX's thread; completes with a sentence that says where it is, or what went wrong. */
  static CompletableFuture<String> keep(Image image, Path folder, String title) {
    LocalDateTime at = LocalDateTime.now(ZoneId.systemDefault());
    return CompletableFuture.supplyAsync(() -> {
      try {
        Path file = place(folder, title, at);
        write(image, file);
        return "Kept as " + file;
      } catch (IOException e) {
        return "The picture could not be kept in " + folder + ": " + e.getMessage();
      }
    });
  }

  /** Made of what a stranger calls a channel, so of letters, digits and little else. */
  static String fileName(String title, LocalDateTime at, int number) {
    StringBuilder safe = new StringBuilder();
    PlainText.of(title, MAX_NAME_CHARS).codePoints()
        .map(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_' ? c : ' ')
        .forEach(safe::appendCodePoint);
    String name = safe.toString().strip().replaceAll(" +", " ");
    return (name.isEmpty() ? "Banyan" : name) + " " + TIME.format(at) + (number == 0 ? "" : " (" + number + ")")
        + ".png";
  }

  /** The first name in the folder that is free, the folder made if it is missing. */
  static Path place(Path folder, String title, LocalDateTime at) throws IOException {
    Files.createDirectories(folder);
    int number = 0;
    while (Files.exists(folder.resolve(fileName(title, at, number)))) {
      number++;
    }
    return folder.resolve(fileName(title, at, number));
  }

  private static void write(Image image, Path file) throws IOException {
    int width = (int) image.getWidth();
    int height = (int) image.getHeight();
    int[] pixels = new int[width * height];
    image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
    BufferedImage buffered = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    buffered.setRGB(0, 0, width, height, pixels, 0, width);
    if (!ImageIO.write(buffered, "png", file.toFile())) {
      throw new IOException("this Java writes no PNG");
    }
  }
}
