package banyan.relay.output.recording;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that grows by whole pieces: whenever a program ends or a disk fails, it holds nothing torn. */
final class RecordingFile implements Closeable {
  private final Path path;
  private final FileChannel out;
  private long bytes;
  private long bytesSynced;

  /** @param out to the path, empty */
  RecordingFile(Path path, FileChannel out) {
    this.path = path;
    this.out = out;
  }

  Path path() {
    return path;
  }

  long bytes() {
    return bytes;
  }

  /** Appends all of this or, if it fails, nothing. */
  void append(ByteBuffer before, ByteBuffer payload) throws IOException {
    ByteBuffer[] parts = {before, payload};
    long added = (long) before.remaining() + payload.remaining();
    try {
      for (long left = added; left > 0; ) {
        left -= out.write(parts);
      }
      bytes += added;
    } catch (IOException e) {
      try {
        out.truncate(bytes);
      } catch (IOException too) {
        e.addSuppressed(too);
      }
      throw e;
    }
  }

  /** What has been appended outlives the machine's power from now on. */
  void sync() throws IOException {
    if (bytesSynced < bytes) {
      out.force(false);
      bytesSynced = bytes;
    }
  }

  /** Whether it can still be found: somebody may have moved or deleted it. */
  boolean isThere() {
    return Files.exists(path);
  }

  @Override
  public void close() throws IOException {
    try (out) {
      sync();
    }
  }

  /** Closes it after a failure; a file that nothing got into goes. */
  void abandon() throws IOException {
    try (out) {
      if (bytes == 0) {
        Files.deleteIfExists(path);
      }
    }
  }
}
