package banyan.relay.output.recording;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A channel's recordings in their folder, which it may share with others. */
final class RecordingFolder {
  /** What files are made on: a place for tests to let a disk fail. */
  interface Disk {
    /** A file for this channel alone; one that is there already is left as it is, and is a failure. */
    FileChannel create(Path file) throws IOException;
  }

  static final Disk REAL =
      file -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final Path folder;
  private final FileNames names;
  private final Disk disk;

  RecordingFolder(Path folder, FileNames names, Disk disk) {
    this.folder = folder;
    this.names = names;
    this.disk = disk;
  }

  Path path() {
    return folder;
  }

  /** A new file, under a name that nothing has. */
  RecordingFile begin(String title, Instant now) throws IOException {
    for (int attempt = 1; attempt <= FileNames.MAX_ATTEMPTS; attempt++) {
      Path file = path(title, now, attempt);
      try {
        return new RecordingFile(file, disk.create(file));
      } catch (FileAlreadyExistsException e) {
        // Another program's, or one of the same second: the next name.
      }
    }
    throw new IOException("too many files begin at " + now);
  }

  private Path path(String title, Instant now, int attempt) {
    try {
      return folder.resolve(names.name(title, now, attempt));
    } catch (InvalidPathException e) {
      // With LANG=C, as services often have it, Java makes names of ASCII only.
      return folder.resolve(names.name(title.replaceAll("[^\\p{ASCII}]+", "-"), now, attempt));
    }
  }

  /** Whether so much can be written, as far as the disk says; true if it does not. */
  boolean hasRoom(long bytes) {
    try {
      return Files.getFileStore(folder).getUsableSpace() >= bytes;
    } catch (IOException e) {
      return true;
    }
  }

  /** Deletes the channel's oldest files while all of them take more than that; the one that is open stays. */
  void keep(long bytes, RecordingFile open) throws IOException {
    List<String> all = new ArrayList<>();
    long total = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (names.isRecording(name)) {
          all.add(name);
          total += file.toFile().length();
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    all.sort(names.oldestFirst());
    for (String name : all) {
      Path file = folder.resolve(name);
      if (total <= bytes) {
        break;
      }
      if (!file.equals(open.path())) {
        // One that somebody else has deleted meanwhile has no length.
        total -= file.toFile().length();
        Files.deleteIfExists(file);
      }
    }
  }

  /** In words for a person who knows which folder is spoken of. */
  static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "the folder is not there";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
      return "it is no folder";
    }
    String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
