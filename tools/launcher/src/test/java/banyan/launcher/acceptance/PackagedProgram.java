package banyan.launcher.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A program as {@code mvn -Pdist package} leaves it: an image with a Java of its own, and a Debian package. */
enum PackagedProgram {
  INDEX("channel-index"),
  BROADCAST("broadcaster"),
  RELAY("relay-peer/runtime"),
  WATCH("player");

  private static final String HOW = ": make it with mvn -Pdist package, or run tools/check --full package, which does";

  private final Path folder;

  PackagedProgram(String module) {
    this.folder = Path.of("..", "..").resolve(module).resolve("target/dist").toAbsolutePath().normalize();
  }

  /** The one that is {@code banyan command} elsewhere. */
  static PackagedProgram of(String command) {
    return Arrays.stream(values()).filter(program -> program.command().equals(command)).findFirst().orElseThrow();
  }

  String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As it is called when it is installed, and its package as well. */
  String packageName() {
    return "banyan-" + command();
  }

  Path image() {
    return folder.resolve(packageName());
  }

  Path launcher() {
    Path launcher = image().resolve("bin").resolve(packageName());
    if (!Files.isExecutable(launcher)) {
      throw new AssertionError("there is no image " + launcher + HOW);
    }
    return launcher;
  }

  Path debianPackage() {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, packageName() + "_*.deb")) {
      files.forEach(found::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (found.size() != 1) {
      throw new AssertionError("not one package in " + folder + " but " + found + HOW);
    }
    return found.get(0);
  }

  /** What all of the image's files have. */
  long imageBytes() {
    try (Stream<Path> files = Files.walk(image())) {
      return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).mapToLong(file -> {
        try {
          return Files.size(file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
