package banyan.player.shelf;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A shelf as a small JSON file that only its owner can read. It is replaced as a whole or not at all. */
final class ShelfFile {
  /** The fullest shelf takes an eighth of it. */
  static final int MAX_BYTES = 1 << 20;
  private static final int MAX_SET_ASIDE = 9;
  private static final String NO_SHELF = "it is no JSON that Banyan wrote";

  private static final JsonMapper MAPPER = JsonMapper.builder()
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
      .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
      .enable(SerializationFeature.INDENT_OUTPUT)
      .build();

  /**
   * What was found.
   *
   * @param message what a person should know of it
   * @param mayBeReplaced false if the file is there and could be neither used nor set aside
   */
  record Found(Shelf shelf, Optional<String> message, boolean mayBeReplaced) {}

  private final Path file;

  ShelfFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** By the XDG base directory specification: {@code $XDG_CONFIG_HOME/banyan/player.json}. */
  static Path usual(@Nullable String xdgConfigHome, String home) {
    boolean isSet = xdgConfigHome != null && Path.of(xdgConfigHome).isAbsolute();
    Path base = isSet ? Path.of(String.valueOf(xdgConfigHome)) : Path.of(home, ".config");
    return base.resolve("banyan").resolve("player.json");
  }

  Found load() {
    try {
      if (Files.size(file) > MAX_BYTES) {
        return setAside("it is larger than " + MAX_BYTES + " bytes");
      }
      Shelf read = MAPPER.readValue(Files.readAllBytes(file), Shelf.class);
      return read == null ? setAside(NO_SHELF) : new Found(read, Optional.empty(), true);
    } catch (NoSuchFileException e) {
      return new Found(Shelf.EMPTY, Optional.empty(), true);
    } catch (JacksonException e) {
      return setAside(e.getCause() == null ? NO_SHELF : String.valueOf(e.getCause().getMessage()));
    } catch (IOException e) {
      return new Found(Shelf.EMPTY, Optional.of("Favourites and settings could not be read from " + file + " ("
          + e.getMessage() + "): nothing is kept until that is mended."), false);
    }
  }

  /** Nothing that a person may have made is thrown away. */
  private Found setAside(String why) {
    try {
      Path aside = aside();
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      return new Found(Shelf.EMPTY, Optional.of("Favourites and settings could not be used: " + why
          + ". The file is now " + aside + "; a new one begins empty."), true);
    } catch (IOException e) {
      return new Found(Shelf.EMPTY, Optional.of("Favourites and settings in " + file + " could not be used: " + why
          + ". Nothing is kept until that file is mended or removed."), false);
    }
  }

  private Path aside() {
    for (int i = 1; i < MAX_SET_ASIDE; i++) {
      Path free = file.resolveSibling(file.getFileName() + ".broken-" + i);
      if (!Files.exists(free)) {
        return free;
      }
    }
    return file.resolveSibling(file.getFileName() + ".broken-" + MAX_SET_ASIDE);
  }

  /** Writes beside it first: whoever reads sees the old one or the new one, never a part. */
  void save(Shelf shelf) throws IOException {
    Path folder = file.getParent();
    if (folder == null) {
      throw new IOException(file + " is no file's name");
    }
    Files.createDirectories(folder);
    boolean isPosix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    Path beside = isPosix
        ? Files.createTempFile(folder, "player-", ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
        : Files.createTempFile(folder, "player-", ".new");
    try {
      Files.write(beside, MAPPER.writeValueAsBytes(shelf));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
