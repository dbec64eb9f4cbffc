package banyan.broadcast.mpegts;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.SourceSink;
import banyan.broadcast.media.Tracks;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads one encoder's MPEG-TS out of bytes in any slices: finds the packets, one programme among them,
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
  private static final int CONTINUITY_UNKNOWN = -1;

  /** What was read, so far. */
  public record Counts(
      long bytes, long packets, long continuityErrors, long resyncs, long damagedUnits, long damagedPackets) {}

  private final SourceSink sink;
  private ClockUnwrapper clock = new ClockUnwrapper();
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

    @Override
    public void refused(String sentence) {
      if (!refused) {
        refuse(sentence);
      }
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
  private final Programmes programmes;
  private ProgrammeMap programme = ProgrammeMap.EMPTY;
  private boolean hadVideo;
  private boolean hadAudio;
  private @Nullable ElementaryReader video;
  private @Nullable ElementaryReader audio;
  private @Nullable PesReader videoPes;
  private @Nullable PesReader audioPes;

  /** Of several programmes, reads the first with H.264. */
  public TsReader(SourceSink sink) {
    this(OptionalInt.empty(), sink);
  }

  /** @param programme the number of the one to read; without it, the first with H.264 */
  public TsReader(OptionalInt programme, SourceSink sink) {
    this.sink = sink;
    this.programmes = new Programmes(programme, new Tables());
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
    programmes.chooseNow();
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
    if (!refused && bytes >= MAX_BYTES_BEFORE_CHOICE) {
      programmes.chooseNow();
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
    boolean ours = programmes.has(pid) || programme.has(pid);
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
    if (programmes.has(pid)) {
      programmes.payload(pid, packet, from, to, unitStart);
    } else if (pid == programme.videoPid() && videoPes != null) {
      videoPes.payload(packet, from, to, unitStart, captureUnixMicros);
    } else if (pid == programme.audioPid() && audioPes != null) {
      audioPes.payload(packet, from, to, unitStart, captureUnixMicros);
    }
  }

  private void lost(int pid) {
    if (programmes.has(pid)) {
      programmes.lost(pid);
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

  /** What the programme tables say. */
  private final class Tables implements Programmes.Output {
    @Override
    public void streams(ProgrammeMap map, boolean another) {
      if (!refused) {
        change(map, another);
      }
    }

    @Override
    public void refused(String sentence) {
      if (!refused) {
        refuse(sentence);
      }
    }

    @Override
    public void warning(String sentence) {
      sink.warning(sentence);
    }

    @Override
    public void damaged() {
      damagedPacket();
    }
  }

  private void change(ProgrammeMap next, boolean another) {
    if (next.whyNotCarried().isPresent()) {
      endStreams();
      refuse(next.whyNotCarried().get());
      return;
    }
    ProgrammeMap before = programme;
    if (another) {
      clock = new ClockUnwrapper();
      hadVideo = false;
      hadAudio = false;
    }
    if (another || before.videoPid() != next.videoPid()) {
      endVideo();
      continuity.remove(next.videoPid());
      video = next.videoPid() < 0 ? null : new H264Reader(units, clock, !hadVideo);
      videoPes = video == null ? null : new PesReader(video);
    }
    if (another || before.audioPid() != next.audioPid() || before.isLatm() != next.isLatm()) {
      endAudio();
      continuity.remove(next.audioPid());
      audio = next.audioPid() < 0 ? null : next.isLatm()
          ? new LatmReader(units, clock, !hadAudio) : new AdtsReader(units, clock, !hadAudio);
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
