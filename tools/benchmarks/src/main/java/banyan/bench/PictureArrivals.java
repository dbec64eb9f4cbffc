package banyan.bench;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.MediaTimeline;
import banyan.broadcast.mpegts.TsMuxer;
import banyan.broadcast.mpegts.TsPackets;
import banyan.broadcast.testpattern.PaddedEncoder;
import banyan.program.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A player of {@code /live/CHANNEL.ts}: when the last byte of each picture of a {@link PaddedEncoder} came. It looks at
 * packets only: a reader of pictures knows that one is whole when the next one begins, which is later.
 */
final class PictureArrivals {
  private static final int READ_BYTES = 348 * TsPackets.PACKET_BYTES;
  /** Of the first picture that was sent. */
  private static final long START_TICKS = MediaTimeline.START_TICKS + TsMuxer.PCR_LEAD_TICKS;
  private static final long TICKS_PER_PICTURE = AccessUnit.TICKS_PER_SECOND / PaddedEncoder.PICTURES_PER_SECOND;

  private final InputStream in;
  private final Thread thread = new Thread(this::read, "picture-arrivals");
  private final Map<Long, Long> nanosByNumber = new ConcurrentHashMap<>();
  private final byte[] packet = new byte[TsPackets.PACKET_BYTES];
  private int filled;
  private int videoPid = -1;
  private long picture = -1;
  private long lastPacketNanos;
  private volatile @Nullable String trouble;

  private PictureArrivals(InputStream in) {
    this.in = in;
  }

  /** Begins to play what this peer serves, until that ends. */
  static PictureArrivals at(Programs.Program peer) throws IOException {
    PictureArrivals arrivals = new PictureArrivals(
        URI.create(peer.ready().http() + "/live/" + peer.ready().channel() + ".ts").toURL().openStream());
    arrivals.thread.setDaemon(true);
    arrivals.thread.start();
    return arrivals;
  }

  /** When each of the pictures that came was complete, by its number. */
  Map<Long, Long> nanosByNumber() throws Failure {
    String wrong = trouble;
    if (wrong != null) {
      throw new Failure("The player of the stream gave up: " + wrong + ".");
    }
    return Map.copyOf(nanosByNumber);
  }

  private void read() {
    try {
      byte[] read = new byte[READ_BYTES];
      for (int count = in.read(read); count >= 0; count = in.read(read)) {
        take(read, count, System.nanoTime());
      }
      trouble = "it ended";
    } catch (IOException e) {
      trouble = String.valueOf(e.getMessage());
    }
  }

  private void take(byte[] read, int count, long nanos) throws IOException {
    for (int at = 0; at < count; ) {
      int part = Math.min(packet.length - filled, count - at);
      System.arraycopy(read, at, packet, filled, part);
      at += part;
      filled = (filled + part) % packet.length;
      if (filled == 0) {
        packet(nanos);
      }
    }
  }

  /** ISO/IEC 13818-1, 2.4.3.2 and 2.4.3.6. */
  private void packet(long nanos) throws IOException {
    int pid = (packet[1] & 0x1f) << 8 | packet[2] & 0xff;
    boolean hasField = (packet[3] & 0x20) != 0;
    int payload = 4 + (hasField ? 1 + (packet[4] & 0xff) : 0);
    boolean isStart = (packet[1] & 0x40) != 0;
    if (isStart && (pid == videoPid || isVideo(payload))) {
      if (picture >= 0) {
        nanosByNumber.put(picture, lastPacketNanos);
      }
      videoPid = pid;
      boolean isKey = hasField && packet[4] != 0 && (packet[5] & 0x40) != 0;
      picture = number(pts(payload + 9), isKey);
    }
    if (pid == videoPid) {
      lastPacketNanos = nanos;
    }
  }

  private boolean isVideo(int payload) {
    return payload + 14 <= packet.length && packet[payload] == 0 && packet[payload + 1] == 0 && packet[payload + 2] == 1
        && (packet[payload + 3] & 0xf0) == 0xe0;
  }

  private long pts(int at) {
    return (long) (packet[at] >> 1 & 7) << 30 | (packet[at + 1] & 0xff) << 22 | (packet[at + 2] >> 1 & 0x7f) << 15
        | (packet[at + 3] & 0xff) << 7 | packet[at + 4] >> 1 & 0x7f;
  }

  private static long number(long ptsTicks, boolean isKey) throws IOException {
    long ticks = ptsTicks - START_TICKS;
    if (ticks % TICKS_PER_PICTURE != 0 || isKey && ticks / TICKS_PER_PICTURE % PaddedEncoder.KEY_INTERVAL != 0) {
      throw new IOException("the pictures do not tell which is which, by a PTS of " + ptsTicks);
    }
    return ticks / TICKS_PER_PICTURE;
  }
}
