package banyan.relay.output.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Real files on a disk that can be full, broken or stuck. */
final class TroubledDisk implements RecordingFolder.Disk {
  static final String FULL = "No space left on device";
  static final String BROKEN = "Input/output error";

  private long room = Long.MAX_VALUE;
  private boolean isBroken;
  private int created;
  private int syncs;
  private CountDownLatch passable = new CountDownLatch(0);

  /** From now on so much more can be written. */
  synchronized void leave(long bytes) {
    room = bytes;
  }

  /** What has been written cannot be made to stay. */
  synchronized void breakSyncs(boolean broken) {
    isBroken = broken;
  }

  /** No write returns until {@link #unstick}. */
  synchronized void stick() {
    passable = new CountDownLatch(1);
  }

  synchronized void unstick() {
    passable.countDown();
  }

  synchronized int created() {
    return created;
  }

  synchronized int syncs() {
    return syncs;
  }

  private synchronized CountDownLatch passable() {
    return passable;
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    FileChannel real = RecordingFolder.REAL.create(file);
    synchronized (this) {
      created++;
    }
    return new TroubledFile(real);
  }

  private synchronized int takeRoom(int wanted) throws IOException {
    int taken = (int) Math.min(wanted, room);
    if (wanted > 0 && taken == 0) {
      throw new IOException(FULL);
    }
    room -= taken;
    return taken;
  }

  /** Writes in part what does not fit, as the system does, and fails with what comes next. */
  private final class TroubledFile extends FileChannel {
    private final FileChannel real;

    TroubledFile(FileChannel real) {
      this.real = real;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      try {
        passable().await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      int taken = takeRoom(from.remaining());
      ByteBuffer part = from.slice(from.position(), taken);
      while (part.hasRemaining()) {
        real.write(part);
      }
      from.position(from.position() + taken);
      return taken;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
      for (int i = offset; i < offset + length; i++) {
        if (from[i].hasRemaining()) {
          return write(from[i]);
        }
      }
      return 0;
    }

    @Override
    public void force(boolean metaData) throws IOException {
      synchronized (TroubledDisk.this) {
        syncs++;
        if (isBroken) {
          throw new IOException(BROKEN);
        }
      }
      real.force(metaData);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      real.truncate(size);
      return this;
    }

    @Override
    protected void implCloseChannel() throws IOException {
      real.close();
    }

    @Override
    public long position() throws IOException {
      return real.position();
    }

    @Override
    public FileChannel position(long at) throws IOException {
      real.position(at);
      return this;
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public int read(ByteBuffer to) {
      throw notForRecordings();
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) {
      throw notForRecordings();
    }

    @Override
    public int read(ByteBuffer to, long at) {
      throw notForRecordings();
    }

    @Override
    public int write(ByteBuffer from, long at) {
      throw notForRecordings();
    }

    @Override
    public long transferTo(long at, long count, WritableByteChannel to) {
      throw notForRecordings();
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long at, long count) {
      throw notForRecordings();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) {
      throw notForRecordings();
    }

    @Override
    public FileLock lock(long at, long size, boolean shared) {
      throw notForRecordings();
    }

    @Override
    public FileLock tryLock(long at, long size, boolean shared) {
      throw notForRecordings();
    }

    private UnsupportedOperationException notForRecordings() {
      return new UnsupportedOperationException("recordings only append");
    }
  }
}
