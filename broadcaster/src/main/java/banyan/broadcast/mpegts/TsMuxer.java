package banyan.broadcast.mpegts;

import banyan.broadcast.media.AacConfig;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.H264;
import banyan.broadcast.media.Tracks;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one muxer of a channel: whatever encoders send, viewers get a stream of this form. Every access unit takes whole
 * TS packets, so that the stream can be cut between any two of them.
 *
 * <p>At each join point stand PAT, PMT, a delimiter, and all parameter sets, even if the encoder sent those only once.
 * Several AAC frames share a PES packet: they wait in a queue until {@link #flushAudio}. The clock reference runs a
 * fixed {@link #PCR_LEAD_TICKS} ahead of the decoding times, on the video's PID if there is video.
 */
public final class TsMuxer {
  /** How far the decoding times are ahead of the clock: what a player has to buffer at least. */
  public static final long PCR_LEAD_TICKS = AccessUnit.TICKS_PER_SECOND / 5;
  /** ISO/IEC 13818-1 allows 100 ms, DVB 40. */
  public static final long MAX_PCR_STEP_TICKS = AccessUnit.TICKS_PER_SECOND / 25;

  /** In a longer pause of the picture the clock may pause as well: it would cost a packet for every 40 ms. */
  private static final int MAX_PCRS_PER_UNIT = 25;

  private static final int PMT_PID = 0x1000;
  private static final int VIDEO_PID = 0x100;
  private static final int AUDIO_PID = 0x101;
  private static final int VIDEO_STREAM_ID = 0xe0;
  private static final int AUDIO_STREAM_ID = 0xc0;

  private static final byte[] START_CODE = {0, 0, 1};
  /** A delimiter that allows every type of slice. */
  private static final byte[] DELIMITER = {0, 0, 0, 1, H264.ACCESS_UNIT_DELIMITER, (byte) 0xf0};
  private static final int MAX_PES_HEADER_BYTES = 19;
  private static final int ADTS_HEADER_BYTES = 7;
  /** Its length field has 16 bits, and one frame more must fit. */
  private static final int MAX_AUDIO_PES_BYTES = 57_000;
  /** Frames further from where their predecessors end than this (22 µs, rounding) need times of their own. */
  private static final long MAX_AUDIO_DRIFT_TICKS = 2;

  private final Packetizer pat = new Packetizer(0);
  private final Packetizer pmt = new Packetizer(PMT_PID);
  private final Packetizer video = new Packetizer(VIDEO_PID);
  private final Packetizer audio = new Packetizer(AUDIO_PID);

  private Tracks tracks = new Tracks(true, true);
  private int tablesVersion;
  private boolean tablesWritten;

  private final ParameterSets parameterSets = new ParameterSets();

  private boolean pcrStarted;
  private long lastPcrTicks;
  private boolean discontinuityPending;

  private byte[] pes = new byte[64 * 1024];
  private int pesLength;

  private final TsPackets readyAudio = new TsPackets();
  private byte[] audioPes = new byte[4 * 1024];
  private int audioPesLength;
  private long audioStartTicks;
  private long audioFrames;
  private @Nullable AacConfig audioConfig;

  /** What the stream is made of from now on. */
  public void tracks(Tracks next) {
    if (!next.equals(tracks)) {
      closeAudioPes();
      tracks = next;
      tablesVersion = tablesVersion + 1 & 0x1f;
      tablesWritten = false;
    }
  }

  /** Another encoder began: the parameter sets so far count until it sends its own. */
  public void expectParameterSets() {
    parameterSets.expectOthers();
  }

  /** Whether the picture cannot be decoded as one of those before: it has another size, say. */
  public boolean beginsSequence(AccessUnit.Video unit) {
    return parameterSets.areReplacedBy(unit);
  }

  /** Keeps what later pictures need of one that is not written. */
  public void rememberParameterSets(AccessUnit.Video unit) {
    parameterSets.remember(unit);
  }

  /** Writes one picture. */
  public void video(AccessUnit.Video unit, TsPackets out) {
    if (unit.joinPoint() || !tablesWritten) {
      tables(out);
    }
    pesLength = MAX_PES_HEADER_BYTES;
    put(DELIMITER);
    Set<ByteBuffer> present = parameterSets.remember(unit);
    if (unit.joinPoint()) {
      parameterSets.besides(present).forEach(this::putNal);
    }
    for (ByteBuffer nal : unit.nals()) {
      putNal(nal);
    }
    long pts = unit.ptsTicks() + PCR_LEAD_TICKS;
    long dts = unit.dtsTicks() + PCR_LEAD_TICKS;
    int from = pesHeader(pes, VIDEO_STREAM_ID, pesLength, pts, dts);
    if (from > 0) {
      System.arraycopy(pes, from, pes, 0, pesLength - from);
    }
    discontinuityPending |= unit.discontinuity();
    boolean marked = takeDiscontinuity();
    video.pes(pes, pesLength - from, pcrs(unit.dtsTicks(), marked), marked, unit.joinPoint(), out);
  }

  /** Lets a frame wait for others, to share a PES packet with them. */
  public void queueAudio(AccessUnit.Audio unit) {
    long expected = audioStartTicks + unit.config().ticks(audioFrames);
    boolean continues = audioPesLength > 0 && !unit.joinPoint() && !unit.discontinuity()
        && unit.config().equals(audioConfig) && Math.abs(unit.ptsTicks() - expected) <= MAX_AUDIO_DRIFT_TICKS
        && audioPesLength < MAX_AUDIO_PES_BYTES;
    if (!continues) {
      closeAudioPes();
      if (!tablesWritten || unit.joinPoint()) {
        tables(readyAudio);
      }
      audioPesLength = MAX_PES_HEADER_BYTES;
      audioStartTicks = unit.ptsTicks();
      audioConfig = unit.config();
      audioFrames = 0;
    }
    if (unit.discontinuity()) {
      discontinuityPending = true;
    }
    putAdts(unit);
    audioFrames++;
  }

  /** At most so many bytes of packets would {@link #flushAudio} write now. */
  public int queuedAudioBytes() {
    int waiting = audioPesLength == 0 ? 0 : audioPesLength / 176 + 2 + (tracks.video() ? 0 : MAX_PCRS_PER_UNIT);
    return readyAudio.length() + waiting * TsPackets.PACKET_BYTES;
  }

  /** Writes the frames that wait. */
  public void flushAudio(TsPackets out) {
    closeAudioPes();
    out.append(readyAudio);
    readyAudio.clear();
  }

  private void closeAudioPes() {
    if (audioPesLength == 0) {
      return;
    }
    long time = audioStartTicks + PCR_LEAD_TICKS;
    int from = pesHeader(audioPes, AUDIO_STREAM_ID, audioPesLength, time, time);
    System.arraycopy(audioPes, from, audioPes, 0, audioPesLength - from);
    boolean carriesClock = !tracks.video();
    boolean marked = carriesClock && takeDiscontinuity();
    long[] pcrs = carriesClock ? pcrs(audioStartTicks, marked) : new long[0];
    audio.pes(audioPes, audioPesLength - from, pcrs, marked, carriesClock, readyAudio);
    audioPesLength = 0;
  }

  private boolean takeDiscontinuity() {
    boolean pending = discontinuityPending;
    discontinuityPending = false;
    return pending;
  }

  /**
   * The clock's values for a unit: the last is its own, those before fill the time since the unit before it. They ride
   * in the unit's first packets, where each costs 8 bytes; packets of their own would cost 188.
   */
  private long[] pcrs(long ownTicks, boolean discontinuity) {
    long step = ownTicks - lastPcrTicks;
    long count = pcrStarted && !discontinuity ? (step + MAX_PCR_STEP_TICKS - 1) / MAX_PCR_STEP_TICKS : 1;
    if (count < 1 || count > MAX_PCRS_PER_UNIT) {
      count = 1;
    }
    long[] values = new long[(int) count];
    for (int i = 0; i < count; i++) {
      values[i] = ownTicks - step * (count - 1 - i) / count;
    }
    pcrStarted = true;
    lastPcrTicks = ownTicks;
    return values;
  }

  /** The standard wants a fourth byte before parameter sets. */
  private void putNal(ByteBuffer nal) {
    int type = H264.nalType(nal);
    if (type == H264.SPS || type == H264.PPS) {
      put(new byte[1]);
    }
    put(START_CODE);
    int count = nal.remaining();
    reserve(count);
    nal.get(nal.position(), pes, pesLength, count);
    pesLength += count;
  }

  private void put(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, pes, pesLength, bytes.length);
    pesLength += bytes.length;
  }

  private void reserve(int count) {
    if (pesLength + count > pes.length) {
      pes = Arrays.copyOf(pes, Math.max(pes.length * 2, pesLength + count));
    }
  }

  private void putAdts(AccessUnit.Audio unit) {
    int count = unit.frame().remaining();
    int frame = ADTS_HEADER_BYTES + count;
    if (audioPesLength + frame > audioPes.length) {
      audioPes = Arrays.copyOf(audioPes, Math.max(audioPes.length * 2, audioPesLength + frame));
    }
    AacConfig config = unit.config();
    int at = audioPesLength;
    audioPes[at] = (byte) 0xff;
    audioPes[at + 1] = (byte) 0xf1;
    audioPes[at + 2] = (byte) ((config.objectType() - 1) << 6 | config.rateIndex() << 2 | config.channels() >> 2);
    audioPes[at + 3] = (byte) ((config.channels() & 3) << 6 | frame >> 11);
    audioPes[at + 4] = (byte) (frame >> 3);
    // Buffer fullness 0x7ff: not told.
    audioPes[at + 5] = (byte) (frame << 5 | 0x1f);
    audioPes[at + 6] = (byte) 0xfc;
    unit.frame().get(unit.frame().position(), audioPes, at + ADTS_HEADER_BYTES, count);
    audioPesLength += frame;
  }

  /** Writes the header so that it ends at {@link #MAX_PES_HEADER_BYTES}; returns where it begins. */
  private static int pesHeader(byte[] pes, int streamId, int end, long pts, long dts) {
    boolean both = pts != dts;
    int times = both ? 10 : 5;
    int from = MAX_PES_HEADER_BYTES - 9 - times;
    int counted = end - from - 6;
    // A picture may be longer than the field can say: 0 then.
    int length = counted > 0xffff ? 0 : counted;
    pes[from] = 0;
    pes[from + 1] = 0;
    pes[from + 2] = 1;
    pes[from + 3] = (byte) streamId;
    pes[from + 4] = (byte) (length >> 8);
    pes[from + 5] = (byte) length;
    pes[from + 6] = (byte) 0x84;
    pes[from + 7] = (byte) (both ? 0xc0 : 0x80);
    pes[from + 8] = (byte) times;
    time(pes, from + 9, both ? 3 : 2, pts);
    if (both) {
      time(pes, from + 14, 1, dts);
    }
    return from;
  }

  private static void time(byte[] pes, int at, int mark, long ticks) {
    pes[at] = (byte) (mark << 4 | (ticks >> 30 & 7) << 1 | 1);
    pes[at + 1] = (byte) (ticks >> 22);
    pes[at + 2] = (byte) (ticks >> 14 | 1);
    pes[at + 3] = (byte) (ticks >> 7);
    pes[at + 4] = (byte) (ticks << 1 | 1);
  }

  private void tables(TsPackets out) {
    tablesWritten = true;
    byte[] association = {
      0x00, (byte) 0xb0, 13, 0, 1, (byte) 0xc1, 0, 0, 0, 1, (byte) (0xe0 | PMT_PID >> 8), (byte) PMT_PID, 0, 0, 0, 0
    };
    writeSection(pat, association, out);

    int streams = (tracks.video() ? 1 : 0) + (tracks.audio() ? 1 : 0);
    byte[] map = new byte[12 + streams * 5 + 4];
    int clockPid = tracks.video() ? VIDEO_PID : AUDIO_PID;
    map[0] = 2;
    map[1] = (byte) 0xb0;
    map[2] = (byte) (map.length - 3);
    map[4] = 1;
    map[5] = (byte) (0xc1 | tablesVersion << 1);
    map[8] = (byte) (0xe0 | clockPid >> 8);
    map[9] = (byte) clockPid;
    map[10] = (byte) 0xf0;
    int at = 12;
    if (tracks.video()) {
      at = stream(map, at, 0x1b, VIDEO_PID);
    }
    if (tracks.audio()) {
      stream(map, at, 0x0f, AUDIO_PID);
    }
    writeSection(pmt, map, out);
  }

  private static int stream(byte[] map, int at, int type, int pid) {
    map[at] = (byte) type;
    map[at + 1] = (byte) (0xe0 | pid >> 8);
    map[at + 2] = (byte) pid;
    map[at + 3] = (byte) 0xf0;
    return at + 5;
  }

  private static void writeSection(Packetizer packetizer, byte[] section, TsPackets out) {
    int crcAt = section.length - 4;
    ByteBuffer.wrap(section).putInt(crcAt, Crc32Mpeg.of(section, 0, crcAt));
    packetizer.section(section, section.length, out);
  }
}
