package banyan.broadcast.mpegts;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.Tracks;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads one encoder's MPEG-TS out of bytes in any slices: finds the packets, the first programme with video or audio,
 * and its access units. No input makes it throw: what is damaged is left out and counted.
 *
 * <p>A reader is one encoder's session: for the next one, make another.
 */
public final class TsReader {
  private static final int PACKET_BYTES = 188;
  private static final int SYNC = 0x47;
  /** So many packets in a row must begin with the sync byte before they are believed. */
  private static final int SYNCS_NEEDED = 3;
  /** Without a single packet in so much, it is something else than MPEG-TS. */
  private static final int MAX_BYTES_BEFORE_SYNC = 64 * 1024;
  /** Programme tables come each 100 ms or so: this is a second of the fastest streams. */
  private static final long MAX_BYTES_BEFORE_TRACKS = 8 * 1024 * 1024;
  private static final int PAT_PID = 0;
  /** Programmes that are looked at: a whole transponder carries fewer. */
  private static final int MAX_PROGRAMMES = 64;
  private static final int CONTINUITY_UNKNOWN = -1;

  /** What was read, so far. */
  public record Counts(
      long bytes, long packets, long continuityErrors, long resyncs, long damagedUnits, long damagedPackets) {}

  private final SourceSink sink;
  private final ClockUnwrapper clock = new ClockUnwrapper();
  private final ElementaryReader.Output units = new ElementaryReader.Output() {
    @Override
    public void unit(AccessUnit unit) {
      sink.accessUnit(unit);
    }

    @Override
    public void damaged() {
      damagedUnits++;
      sink.damaged(1);
    }
  };

  /** Bytes that were not yet taken as packets: while seeking, what it takes to see enough sync bytes in a row. */
  private final byte[] pending = new byte[PACKET_BYTES * SYNCS_NEEDED];
  private int pendingLength;
  private long pendingCaptureUnixMicros;
  private boolean looked;
  private String looksLike = "";
  private boolean locked;
  private boolean everLocked;
  private boolean refused;

  private long bytes;
  private long packets;
  private long continuityErrors;
  private long resyncs;
  private long damagedUnits;
  private long damagedPackets;

  private final Map<Integer, Integer> continuity = new TreeMap<>();
  private final SectionReader patReader = new SectionReader(new SectionReader.Output() {
    @Override
    public void section(byte[] section) {
      pat(section);
    }

    @Override
    public void damaged() {
      damagedPacket();
    }
  });
  private final Map<Integer, SectionReader> pmtReaders = new TreeMap<>();
  private int programmePid = -1;
  private ProgrammeMap programme = ProgrammeMap.EMPTY;
  private boolean hadVideo;
  private boolean hadAudio;
  private @Nullable ElementaryReader video;
  private @Nullable ElementaryReader audio;
  private @Nullable PesReader videoPes;
  private @Nullable PesReader audioPes;

  public TsReader(SourceSink sink) {
    this.sink = sink;
  }

  /**
   * Takes what the buffer holds.
   *
   * @param captureUnixMicros the wall clock now
   */
  public void read(ByteBuffer in, long captureUnixMicros) {
    bytes += in.remaining();
    while (in.hasRemaining() && !refused) {
      if (pendingLength == 0) {
        pendingCaptureUnixMicros = captureUnixMicros;
      }
      int wanted = locked ? PACKET_BYTES : pending.length;
      int count = Math.min(wanted - pendingLength, in.remaining());
      in.get(pending, pendingLength, count);
      pendingLength += count;
      if (pendingLength < wanted) {
        break;
      }
      if (locked) {
        lockedPacket();
      } else {
        seek();
      }
    }
    checkProgress();
    in.position(in.limit());
  }

  /** The encoder has ended: what it had begun and completed is delivered. */
  public void end() {
    if (refused) {
      return;
    }
    if (!locked) {
      // The last packets are too few to be sure of, unless they are all there is.
      for (int at = 0; at + PACKET_BYTES <= pendingLength && (pending[at] & 0xff) == SYNC; at += PACKET_BYTES) {
        packet(pending, at, pendingCaptureUnixMicros);
      }
    }
    endStreams();
    if (!refused && packets == 0) {
      refuse(notMpegTs());
    } else if (!refused && !programme.hasMedia()) {
      refuse("The stream ended before it said what it holds (no programme table with video or audio came).");
    }
    refused = true;
  }

  /** Whether the stream was found to be something that cannot be carried; the sink has been told why. */
  public boolean isRefused() {
    return refused;
  }

  public Counts counts() {
    return new Counts(bytes, packets, continuityErrors, resyncs, damagedUnits, damagedPackets);
  }

  private void refuse(String sentence) {
    refused = true;
    sink.encoderRefused(sentence);
  }

  private void checkProgress() {
    if (refused) {
      return;
    }
    if (!everLocked && bytes >= MAX_BYTES_BEFORE_SYNC) {
      refuse(notMpegTs());
    } else if (!programme.hasMedia() && bytes >= MAX_BYTES_BEFORE_TRACKS) {
      refuse("The stream is MPEG-TS, but says nowhere that it holds video or audio (no programme table in 8 MiB).");
    }
  }

  private String notMpegTs() {
    return "What the encoder sends is no MPEG-TS" + (looksLike.isEmpty() ? "" : " but " + looksLike)
        + ": set its output format to MPEG-TS, e.g. ffmpeg -f mpegts.";
  }

  private void lockedPacket() {
    if ((pending[0] & 0xff) == SYNC) {
      pendingLength = 0;
      packet(pending, 0, pendingCaptureUnixMicros);
      return;
    }
    locked = false;
    resyncs++;
    sink.damaged(1);
    lostAll();
  }

  /** Looks for three packets in a row in the full buffer. */
  private void seek() {
    if (!looked) {
      looked = true;
      looksLike = Container.named(pending);
    }
    int start = 0;
    while (start < PACKET_BYTES && !syncsAt(start)) {
      start++;
    }
    if (start > 0) {
      System.arraycopy(pending, start, pending, 0, pendingLength - start);
      pendingLength -= start;
      return;
    }
    locked = true;
    everLocked = true;
    pendingLength = 0;
    for (int i = 0; i < SYNCS_NEEDED && !refused; i++) {
      packet(pending, i * PACKET_BYTES, pendingCaptureUnixMicros);
    }
  }

  private boolean syncsAt(int start) {
    for (int at = start; at < pendingLength; at += PACKET_BYTES) {
      if ((pending[at] & 0xff) != SYNC) {
        return false;
      }
    }
    return true;
  }

  private void packet(byte[] packet, int at, long captureUnixMicros) {
    packets++;
    int pid = Bits.u13(packet, at + 1);
    boolean broken = (packet[at + 1] & 0x80) != 0;
    boolean scrambled = (packet[at + 3] & 0xc0) != 0;
    boolean ours = pid == PAT_PID || pmtReaders.containsKey(pid) || programme.has(pid);
    if (!ours) {
      return;
    }
    if (broken || scrambled) {
      damagedPacket();
      lost(pid);
      continuity.put(pid, CONTINUITY_UNKNOWN);
      return;
    }
    int control = packet[at + 3] >> 4 & 3;
    int from = at + 4;
    int to = at + PACKET_BYTES;
    boolean announced = false;
    if ((control & 2) != 0) {
      int adaptation = packet[from] & 0xff;
      announced = adaptation > 0 && (packet[from + 1] & 0x80) != 0;
      from += 1 + adaptation;
    }
    if ((control & 1) == 0) {
      return;
    }
    if (from >= to) {
      damagedPacket();
      return;
    }
    if (isNext(pid, packet[at + 3] & 0x0f, announced)) {
      payload(pid, packet, from, to, (packet[at + 1] & 0x40) != 0, captureUnixMicros);
    }
  }

  /** False for a packet that was sent twice, as it may be. */
  private boolean isNext(int pid, int counter, boolean announced) {
    int last = continuity.getOrDefault(pid, CONTINUITY_UNKNOWN);
    if (last == counter && !announced) {
      return false;
    }
    continuity.put(pid, counter);
    if (last != CONTINUITY_UNKNOWN && counter != (last + 1 & 0x0f)) {
      if (!announced) {
        continuityErrors++;
        sink.damaged(1);
      }
      lost(pid);
    }
    return true;
  }

  private void payload(int pid, byte[] packet, int from, int to, boolean unitStart, long captureUnixMicros) {
    if (pid == PAT_PID) {
      patReader.payload(packet, from, to, unitStart);
      return;
    }
    SectionReader pmt = pmtReaders.get(pid);
    if (pmt != null) {
      pmt.payload(packet, from, to, unitStart);
    } else if (pid == programme.videoPid() && videoPes != null) {
      videoPes.payload(packet, from, to, unitStart, captureUnixMicros);
    } else if (pid == programme.audioPid() && audioPes != null) {
      audioPes.payload(packet, from, to, unitStart, captureUnixMicros);
    }
  }

  private void lost(int pid) {
    SectionReader pmt = pmtReaders.get(pid);
    if (pid == PAT_PID) {
      patReader.lost();
    } else if (pmt != null) {
      pmt.lost();
    } else if (pid == programme.videoPid() && videoPes != null) {
      videoPes.lost();
    } else if (pid == programme.audioPid() && audioPes != null) {
      audioPes.lost();
    }
  }

  private void lostAll() {
    continuity.keySet().forEach(this::lost);
    continuity.clear();
  }

  private void damagedPacket() {
    damagedPackets++;
    sink.damaged(1);
  }

  private void pat(byte[] section) {
    Optional<int[]> pids = ProgrammeMap.programmePids(section, MAX_PROGRAMMES);
    if (pids.isEmpty()) {
      return;
    }
    Map<Integer, SectionReader> before = new TreeMap<>(pmtReaders);
    pmtReaders.clear();
    for (int pid : pids.get()) {
      SectionReader known = before.get(pid);
      pmtReaders.put(pid, known != null ? known : new SectionReader(new SectionReader.Output() {
        @Override
        public void section(byte[] table) {
          pmt(pid, table);
        }

        @Override
        public void damaged() {
          damagedPacket();
        }
      }));
    }
    if (!pmtReaders.containsKey(programmePid)) {
      programmePid = -1;
    }
  }

  private void pmt(int pid, byte[] section) {
    if (refused || (programmePid >= 0 && programmePid != pid)) {
      return;
    }
    Optional<ProgrammeMap> read = ProgrammeMap.read(section);
    if (read.isEmpty() || !read.get().hasMedia()) {
      return;
    }
    programmePid = pid;
    if (!read.get().equals(programme)) {
      change(read.get());
    }
  }

  private void change(ProgrammeMap next) {
    if (next.whyNotCarried().isPresent()) {
      endStreams();
      refuse(next.whyNotCarried().get());
      return;
    }
    ProgrammeMap before = programme;
    if (before.videoPid() != next.videoPid()) {
      endVideo();
      video = next.videoPid() < 0 ? null : new H264Reader(units, clock, !hadVideo);
      videoPes = video == null ? null : new PesReader(video);
    }
    if (before.audioPid() != next.audioPid()) {
      endAudio();
      audio = next.audioPid() < 0 ? null : new AdtsReader(units, clock, !hadAudio);
      audioPes = audio == null ? null : new PesReader(audio);
    }
    programme = next;
    hadVideo |= video != null;
    hadAudio |= audio != null;
    sink.tracks(new Tracks(next.videoPid() >= 0, next.audioPid() >= 0));
    next.warning().ifPresent(sink::warning);
  }

  private void endStreams() {
    endVideo();
    endAudio();
  }

  private void endVideo() {
    if (video != null) {
      video.end();
    }
  }

  private void endAudio() {
    if (audio != null) {
      audio.end();
    }
  }
}
