package banyan.broadcast.files;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.SourceSinkAdapter;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.mpegts.TsReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** A file of MPEG-TS, read as if an encoder sent it. */
final class TsFile implements MediaFile {
  private static final int READ_BYTES = 64 * 1024;

  private final Path path;
  private final OptionalInt programme;

  private TsFile(Path path, OptionalInt programme) {
    this.path = path;
    this.programme = programme;
  }

  /** @throws IOException with a sentence for a person, if a channel cannot carry it */
  static TsFile read(Path path, OptionalInt programme) throws IOException {
    Probe probe = new Probe();
    TsReader reader = new TsReader(programme, probe);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] buffer = new byte[READ_BYTES];
      int count = in.read(buffer);
      // The reader itself gives up where no programme table comes.
      while (count >= 0 && !probe.isKnown && !reader.isRefused()) {
        reader.read(ByteBuffer.wrap(buffer, 0, count), 0);
        count = in.read(buffer);
      }
      if (count < 0 && !probe.isKnown) {
        reader.end();
      }
    }
    if (!probe.refusal.isEmpty()) {
      throw new IOException(path + ": " + probe.refusal);
    }
    return new TsFile(path, programme);
  }

  @Override
  public String description() {
    return path + " (MPEG-TS)";
  }

  @Override
  public void play(SourceSink out, BooleanSupplier isStopped) throws IOException {
    TsReader reader = new TsReader(programme, out);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] buffer = new byte[READ_BYTES];
      for (int count = in.read(buffer); count >= 0 && !isStopped.getAsBoolean(); count = in.read(buffer)) {
        // When it was read says nothing: it counts when it goes out.
        reader.read(ByteBuffer.wrap(buffer, 0, count), 0);
      }
    }
    if (!isStopped.getAsBoolean()) {
      reader.end();
    }
  }

  /** Waits for what the stream is made of. */
  private static final class Probe extends SourceSinkAdapter {
    private boolean isKnown;
    private String refusal = "";

    @Override
    public void tracks(Tracks tracks) {
      isKnown = true;
    }

    @Override
    public void accessUnit(AccessUnit unit) {}

    @Override
    public void encoderRefused(String sentence) {
      refusal = sentence;
    }
  }
}
