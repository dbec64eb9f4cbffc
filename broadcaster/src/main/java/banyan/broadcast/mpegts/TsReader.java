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
  private static final int PACKET_BYTES = TsPackets.PACKET_BYTES;
  /** Without a single packet in so much, it is something else than MPEG-TS. */
  private static final int MAX_BYTES_BEFORE_SYNC = 64 * 1024;
  /** Programme tables come each 100 ms or so: this is a second of the fastest streams. */
  private static final long MAX_BYTES_BEFORE_TRACKS = 8 * 1024 * 1024;
  /** Of several programmes, those whose tables have not come by then are none. */
  private static final long MAX_BYTES_BEFORE_CHOICE = 2 * 1024 * 1024;
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

  private final PacketFinder finder = new PacketFinder(new PacketFinder.Output() {
    @Override
    public void packet(byte[] from, int at, long captureUnixMicros) {
      if (!refused) {
        TsReader.this.packet(from, at, captureUnixMicros);
      }
    }

    @Override
    public void lostSync() {
      resyncs++;
      sink.damaged(1);
      lostAll();
    }
  });
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
  private final ProgrammeChoice choice = new ProgrammeChoice();
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
    if (!refused) {
      finder.read(in, captureUnixMicros);
    }
    checkProgress();
    in.position(in.limit());
  }

  /** The encoder has ended: what it had begun and completed is delivered. */
  public void end() {
    if (refused) {
      return;
    }
    finder.end();
    if (programmePid < 0) {
      choice.best().ifPresent(this::choose);
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
    if (programmePid < 0 && bytes >= MAX_BYTES_BEFORE_CHOICE) {
      choice.best().ifPresent(this::choose);
    }
    if (refused) {
      return;
    }
    if (!finder.hasLocked() && bytes >= MAX_BYTES_BEFORE_SYNC) {
      refuse(notMpegTs());
    } else if (!programme.hasMedia() && bytes >= MAX_BYTES_BEFORE_TRACKS) {
      refuse("The stream is MPEG-TS, but says nowhere that it holds video or audio (no programme table in 8 MiB).");
    }
  }

  private String notMpegTs() {
    return "What the encoder sends is no MPEG-TS" + (finder.looksLike().isEmpty() ? "" : " but " + finder.looksLike())
        + ": set its output format to MPEG-TS, e.g. ffmpeg -f mpegts.";
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
      choice.forget();
    }
  }

  private void pmt(int pid, byte[] section) {
    if (refused || (programmePid >= 0 && programmePid != pid)) {
      return;
    }
    Optional<ProgrammeMap> read = ProgrammeMap.read(section);
    if (read.isEmpty()) {
      return;
    }
    if (programmePid < 0) {
      choice.see(pid, read.get(), Bits.u16(section, 3), pmtReaders.size()).ifPresent(this::choose);
    } else if (read.get().hasMedia() && !read.get().equals(programme)) {
      change(read.get());
    }
  }

  private void choose(ProgrammeChoice.Chosen chosen) {
    if (!chosen.map().hasMedia()) {
      return;
    }
    programmePid = chosen.mapPid();
    if (!chosen.map().equals(programme)) {
      change(chosen.map());
    }
    if (!refused && pmtReaders.size() > 1) {
      sink.warning("The stream has " + pmtReaders.size() + " programmes; a channel carries one, so only number "
          + chosen.number() + " is sent.");
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
