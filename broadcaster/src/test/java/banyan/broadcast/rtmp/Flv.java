package banyan.broadcast.rtmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Messages of audio and video as encoders fill them, with pictures that hold no more than their headers. */
final class Flv {
  /** AAC-LC, 48 kHz, stereo. */
  static final byte[] AAC_CONFIG = {(byte) 0xaf, 0, 0x11, (byte) 0x90};

  private Flv() {}

  /** An AVC sequence header whose parameter sets are told apart by their last byte. */
  static byte[] avcConfig(int mark) {
    return concat(HexFormat.of().parseHex("1700000000"), avcRecord(mark));
  }

  static byte[] avcRecord(int mark) {
    byte[] record = HexFormat.of().parseHex("0142001effe100066742001eab0001000368ce00");
    record[13] = (byte) mark;
    record[19] = (byte) mark;
    return record;
  }

  /** A picture with one slice. */
  static byte[] picture(boolean isKey, int compositionMillis, int sliceBytes) {
    return concat(
        new byte[] {(byte) (isKey ? 0x17 : 0x27), 1, (byte) (compositionMillis >> 16), (byte) (compositionMillis >> 8),
            (byte) compositionMillis},
        sample(isKey, sliceBytes));
  }

  /** The slice with its length before it. */
  static byte[] sample(boolean isKey, int sliceBytes) {
    byte[] slice = new byte[sliceBytes];
    slice[0] = (byte) (isKey ? 0x65 : 0x41);
    slice[1] = (byte) (isKey ? 0x88 : 0x98);
    for (int i = 2; i < sliceBytes; i++) {
      slice[i] = (byte) (1 + i % 200);
    }
    return concat(ByteBuffer.allocate(4).putInt(sliceBytes).array(), slice);
  }

  static byte[] frame(int bytes) {
    byte[] frame = new byte[2 + bytes];
    frame[0] = (byte) 0xaf;
    frame[1] = 1;
    return frame;
  }

  /** In the enhanced format. */
  static byte[] enhancedVideo(int packetType, String fourCc, byte[] rest) {
    return concat(new byte[] {(byte) (0x90 | packetType)}, concat(fourCc.getBytes(StandardCharsets.ISO_8859_1), rest));
  }

  static byte[] enhancedAudio(int packetType, String fourCc, byte[] rest) {
    return concat(new byte[] {(byte) (0x90 | packetType)}, concat(fourCc.getBytes(StandardCharsets.ISO_8859_1), rest));
  }

  static byte[] metadata(boolean video, boolean audio) {
    Map<String, Amf> fields = new LinkedHashMap<>();
    fields.put("width", new Amf.Numeric(640));
    if (video) {
      fields.put("videocodecid", new Amf.Numeric(7));
    }
    if (audio) {
      fields.put("audiocodecid", new Amf.Numeric(10));
    }
    return Amf0Writer.of(new Amf.Text("@setDataFrame"), new Amf.Text("onMetaData"), new Amf.Structure(fields));
  }

  /** A tag of an aggregate, with its back pointer. */
  static byte[] tag(int type, int timestamp, byte[] payload) {
    ByteBuffer tag = ByteBuffer.allocate(11 + payload.length + 4);
    tag.putInt(type << 24 | payload.length).putInt(timestamp << 8 | timestamp >>> 24);
    tag.position(11);
    return tag.put(payload).putInt(11 + payload.length).array();
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
