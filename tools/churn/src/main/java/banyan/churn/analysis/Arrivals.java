package banyan.churn.analysis;

import banyan.protocol.Chunk;
import java.util.Arrays;

/** Every chunk that one peer handed to its players, in order: columns, for a long run has millions. */
final class Arrivals implements TraceReader.ChunkSink {
  private static final int AT_FIRST = 1_024;

  private long[] nanos = new long[AT_FIRST];
  private long[] epochs = new long[AT_FIRST];
  private long[] sequences = new long[AT_FIRST];
  private long[] mediaMicros = new long[AT_FIRST];
  private long[] durationMicros = new long[AT_FIRST];
  private byte[] flags = new byte[AT_FIRST];
  private int size;

  @Override
  public void chunk(long at, long epoch, long sequence, long media, long duration, int flagBits) {
    if (size == nanos.length) {
      int larger = size * 2;
      nanos = Arrays.copyOf(nanos, larger);
      epochs = Arrays.copyOf(epochs, larger);
      sequences = Arrays.copyOf(sequences, larger);
      mediaMicros = Arrays.copyOf(mediaMicros, larger);
      durationMicros = Arrays.copyOf(durationMicros, larger);
      flags = Arrays.copyOf(flags, larger);
    }
    nanos[size] = at;
    epochs[size] = epoch;
    sequences[size] = sequence;
    mediaMicros[size] = media;
    durationMicros[size] = duration;
    flags[size++] = (byte) flagBits;
  }

  int size() {
    return size;
  }

  long nanos(int index) {
    return nanos[index];
  }

  long epoch(int index) {
    return epochs[index];
  }

  long sequence(int index) {
    return sequences[index];
  }

  long mediaMicros(int index) {
    return mediaMicros[index];
  }

  long durationMicros(int index) {
    return durationMicros[index];
  }

  boolean isDiscontinuity(int index) {
    return (flags[index] & Chunk.DISCONTINUITY) != 0;
  }

  /** The first that came after that time; {@link #size} if none did. */
  int firstAfter(long time) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (nanos[middle] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
