package banyan.broadcast.testing;

import banyan.broadcast.chunks.ChunkDraft;
import banyan.broadcast.chunks.MediaPipeline;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.Tracks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A pipeline behind a source, whose time is the one that the units' own times tell. */
public final class PipelineSink extends RecordingSink {
  public final List<ChunkDraft> chunks = new CopyOnWriteArrayList<>();
  public final MediaPipeline pipeline = new MediaPipeline(chunks::add);
  private long firstTicks = Long.MIN_VALUE;
  private long nowMicros;

  @Override
  public void tracks(Tracks next) {
    super.tracks(next);
    pipeline.tracks(next);
  }

  @Override
  public void accessUnit(AccessUnit unit) {
    super.accessUnit(unit);
    if (firstTicks == Long.MIN_VALUE) {
      firstTicks = unit.dtsTicks();
    }
    nowMicros = Math.max(nowMicros, (unit.dtsTicks() - firstTicks) * 100 / 9);
    pipeline.accessUnit(unit, nowMicros);
  }

  @Override
  public void encoderGone() {
    super.encoderGone();
    pipeline.flush();
  }

  public byte[] stream() {
    return bytes(chunks);
  }

  /** The stream that chunks are pieces of. */
  public static byte[] bytes(List<ChunkDraft> chunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ChunkDraft chunk : chunks) {
      byte[] payload = new byte[chunk.payload().remaining()];
      chunk.payload().duplicate().get(payload);
      out.writeBytes(payload);
    }
    return out.toByteArray();
  }

  public void writeTo(Path file) {
    try {
      Files.write(file, stream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
