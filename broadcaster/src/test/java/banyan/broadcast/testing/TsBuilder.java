package banyan.broadcast.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Writes MPEG-TS as other muxers might, odd ones included: the test says what stands in each PES packet. */
public final class TsBuilder {
  public static final int PMT = 0x30;
  private static final int PROGRAMME = 5;
  public static final int VIDEO = 0x41;
  public static final int AUDIO = 0x42;
  public static final int H264_TYPE = 0x1b;
  public static final int AAC_TYPE = 0x0f;
  public static final int HEVC_TYPE = 0x24;
  public static final long NO_TIME = -1;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<Integer, Integer> counters = new TreeMap<>();

  public byte[] bytes() {
    return out.toByteArray();
  }

  /** Programme tables whose streams are pairs of type and PID. */
  public TsBuilder tables(int version, int... typesAndPids) {
    return association(version, PROGRAMME, PMT).map(version, typesAndPids);
  }

  /** A table of programmes, pairs of number and PID. */
  public TsBuilder association(int version, int... numbersAndPids) {
    byte[] pat = new byte[12 + 2 * numbersAndPids.length];
    pat[1] = (byte) 0xb0;
    pat[2] = (byte) (pat.length - 3);
    pat[4] = 7;
    pat[5] = (byte) (0xc1 | version << 1);
    for (int i = 0; i < numbersAndPids.length; i += 2) {
      pat[8 + 2 * i] = (byte) (numbersAndPids[i] >> 8);
      pat[9 + 2 * i] = (byte) numbersAndPids[i];
      pat[10 + 2 * i] = (byte) (0xe0 | numbersAndPids[i + 1] >> 8);
      pat[11 + 2 * i] = (byte) numbersAndPids[i + 1];
    }
    section(0, pat);
    return this;
  }

  public TsBuilder map(int version, int... typesAndPids) {
    return mapAt(PMT, PROGRAMME, version, typesAndPids);
  }

  /** The map of a programme of its own, at its own PID. */
  public TsBuilder mapAt(int pid, int programme, int version, int... typesAndPids) {
    int streams = typesAndPids.length / 2;
    byte[] pmt = new byte[16 + 5 * streams];
    pmt[0] = 2;
    pmt[1] = (byte) 0xb0;
    pmt[2] = (byte) (pmt.length - 3);
    pmt[3] = (byte) (programme >> 8);
    pmt[4] = (byte) programme;
    pmt[5] = (byte) (0xc1 | version << 1);
    pmt[8] = (byte) 0xff;
    pmt[9] = (byte) 0xff;
    pmt[10] = (byte) 0xf0;
    for (int i = 0; i < streams; i++) {
      pmt[12 + 5 * i] = (byte) typesAndPids[2 * i];
      pmt[13 + 5 * i] = (byte) (0xe0 | typesAndPids[2 * i + 1] >> 8);
      pmt[14 + 5 * i] = (byte) typesAndPids[2 * i + 1];
      pmt[15 + 5 * i] = (byte) 0xf0;
    }
    section(pid, pmt);
    return this;
  }

  /** A PES packet; times may be {@link #NO_TIME}. */
  public TsBuilder pes(int pid, boolean withLength, long pts, long dts, byte[]... data) {
    ByteArrayOutputStream pes = new ByteArrayOutputStream();
    int times = pts == NO_TIME ? 0 : dts == NO_TIME || dts == pts ? 5 : 10;
    int length = 3 + times;
    for (byte[] part : data) {
      length += part.length;
    }
    int id = pid == AUDIO ? 0xc0 : 0xe0;
    pes.writeBytes(new byte[] {0, 0, 1, (byte) id, (byte) (withLength ? length >> 8 : 0),
        (byte) (withLength ? length : 0), (byte) 0x80, (byte) (times == 0 ? 0 : times == 5 ? 0x80 : 0xc0),
        (byte) times});
    if (times > 0) {
      time(pes, times == 5 ? 2 : 3, pts);
    }
    if (times == 10) {
      time(pes, 1, dts);
    }
    for (byte[] part : data) {
      pes.writeBytes(part);
    }
    packets(pid, pes.toByteArray());
    return this;
  }

  public TsBuilder raw(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  private void packets(int pid, byte[] payload) {
    int at = 0;
    while (at < payload.length) {
      int count = Math.min(184, payload.length - at);
      byte[] packet = new byte[188];
      packet[0] = 0x47;
      packet[1] = (byte) ((at == 0 ? 0x40 : 0) | pid >> 8);
      packet[2] = (byte) pid;
      int stuffing = 184 - count;
      packet[3] = (byte) ((stuffing > 0 ? 0x30 : 0x10) | next(pid));
      if (stuffing > 0) {
        packet[4] = (byte) (stuffing - 1);
        Arrays.fill(packet, 5, 4 + stuffing, (byte) 0xff);
        if (stuffing > 1) {
          packet[5] = 0;
        }
      }
      System.arraycopy(payload, at, packet, 4 + stuffing, count);
      out.writeBytes(packet);
      at += count;
    }
  }

  private void section(int pid, byte[] section) {
    ByteBuffer.wrap(section).putInt(section.length - 4, crc(section, section.length - 4));
    byte[] packet = new byte[188];
    Arrays.fill(packet, (byte) 0xff);
    packet[0] = 0x47;
    packet[1] = (byte) (0x40 | pid >> 8);
    packet[2] = (byte) pid;
    packet[3] = (byte) (0x10 | next(pid));
    packet[4] = 0;
    System.arraycopy(section, 0, packet, 5, section.length);
    out.writeBytes(packet);
  }

  private int next(int pid) {
    return counters.merge(pid, 1, Integer::sum) & 0x0f;
  }

  private static void time(ByteArrayOutputStream pes, int mark, long ticks) {
    long t = ticks & 0x1_ffff_ffffL;
    pes.writeBytes(new byte[] {(byte) (mark << 4 | (int) (t >> 30) << 1 | 1), (byte) (t >> 22),
        (byte) (t >> 14 | 1), (byte) (t >> 7), (byte) (t << 1 | 1)});
  }

  /** Bit by bit, as the standard's annex draws it. */
  private static int crc(byte[] bytes, int length) {
    int crc = -1;
    for (int i = 0; i < length * 8; i++) {
      int bit = bytes[i / 8] >> (7 - i % 8) & 1;
      crc = crc << 1 ^ ((crc >>> 31 ^ bit) != 0 ? 0x04C11DB7 : 0);
    }
    return crc;
  }

  /** A picture's NALs, with start codes; its size tells pictures apart. */
  public static byte[] picture(boolean idr, boolean delimiter, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (delimiter) {
      out.writeBytes(new byte[] {0, 0, 0, 1, 9, (byte) 0xf0});
    }
    if (idr) {
      out.writeBytes(new byte[] {0, 0, 0, 1, 0x67, 66, 0, 30, (byte) 0xab, 1});
      out.writeBytes(new byte[] {0, 0, 0, 1, 0x68, (byte) 0xce, 1});
    }
    byte[] slice = new byte[size];
    Arrays.fill(slice, (byte) 0x5a);
    slice[0] = (byte) (idr ? 0x65 : 0x41);
    // first_mb_in_slice 0; slice_type 7 (I) or 5 (P).
    slice[1] = (byte) (idr ? 0x88 : 0x98);
    out.writeBytes(new byte[] {0, 0, 1});
    out.writeBytes(slice);
    return out.toByteArray();
  }

  /** An ADTS frame of AAC-LC, 48 kHz, stereo, with so many bytes after the header. */
  public static byte[] adts(int size) {
    int length = size + 7;
    byte[] frame = new byte[length];
    Arrays.fill(frame, 7, length, (byte) 0x21);
    frame[0] = (byte) 0xff;
    frame[1] = (byte) 0xf1;
    frame[2] = 0x4c;
    frame[3] = (byte) (0x80 | length >> 11);
    frame[4] = (byte) (length >> 3);
    frame[5] = (byte) (length << 5 | 0x1f);
    frame[6] = (byte) 0xfc;
    return frame;
  }
}
