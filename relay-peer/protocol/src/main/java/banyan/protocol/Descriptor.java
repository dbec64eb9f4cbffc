package banyan.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a channel says of itself, signed, handed on verbatim by peers. It carries the channel's key, whose hash the
 * channel's id is: whoever has the id can check all the rest.
 */
public final class Descriptor {
  /** A detail whose value is the URL of an index that lists the channel. */
  public static final String DETAIL_INDEX = "index";

  private final byte[] signed;
  private final Signature signature;
  private final Fields fields;

  /**
   * The fields of a descriptor.
   *
   * @param revision rises with every change, over restarts too: max(unix ms, last one + 1)
   * @param key the channel's
   * @param title for people
   * @param videoCodec {@code h264}, or empty if there is no video
   * @param audioCodec {@code aac}, or empty if there is no audio
   * @param peakBitsPerSecond the most that the stream takes over 2 s, chunk framing not counted
   * @param chunkMillis length that chunks are cut at
   * @param stripes parallel parts, 1 to 64
   * @param details further ones by name, in order of their names
   */
  public record Fields(
      long revision, PublicKey key, String title, String videoCodec, String audioCodec, long peakBitsPerSecond,
      int chunkMillis, int stripes, SortedMap<String, String> details) {
    public Fields {
      details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
      if (revision < 0 || peakBitsPerSecond < 1 || chunkMillis < 1 || chunkMillis > 0xffff || stripes < 1
          || stripes > Limits.MAX_STRIPES || details.size() > Limits.MAX_DETAILS) {
        throw new IllegalArgumentException(
            "descriptor revision " + revision + ", " + peakBitsPerSecond + " bit/s, chunks of " + chunkMillis + " ms, "
                + stripes + " stripes, " + details.size() + " details");
      }
    }
  }

  private Descriptor(byte[] signed, Signature signature, Fields fields) {
    this.signed = signed;
    this.signature = signature;
    this.fields = fields;
  }

  /** @throws IllegalArgumentException if a text is longer than its limit */
  public static Descriptor sign(Signer signer, Fields fields) {
    FieldWriter out = new FieldWriter();
    out.u64(fields.revision);
    out.bytes(fields.key.toByteArray());
    out.text(fields.title, Limits.MAX_TITLE_BYTES);
    out.text(fields.videoCodec, Limits.MAX_NAME_BYTES);
    out.text(fields.audioCodec, Limits.MAX_NAME_BYTES);
    out.u64(fields.peakBitsPerSecond);
    out.u16(fields.chunkMillis);
    out.u8(fields.stripes);
    out.u8(fields.details.size());
    fields.details.forEach((name, value) -> {
      out.text(name, Limits.MAX_NAME_BYTES);
      out.text(value, Limits.MAX_DETAIL_BYTES);
    });
    byte[] signed = out.toByteArray();
    if (signed.length > Limits.MAX_DESCRIPTOR_BYTES) {
      throw new IllegalArgumentException(
          "the channel's details take " + signed.length + " bytes; at most " + Limits.MAX_DESCRIPTOR_BYTES);
    }
    Signature signature = signer.sign(SignedBytes.descriptor(ChannelId.of(signer.publicKey()), signed));
    return new Descriptor(signed, signature, fields);
  }

  static Descriptor read(byte[] signed, Signature signature) throws ProtocolException {
    FieldReader in = new FieldReader(ByteBuffer.wrap(signed));
    long revision = in.i64();
    PublicKey key = in.publicKey();
    String title = in.text(Limits.MAX_TITLE_BYTES);
    String video = in.text(Limits.MAX_NAME_BYTES);
    String audio = in.text(Limits.MAX_NAME_BYTES);
    long peak = in.i64();
    int chunkMillis = in.u16();
    int stripes = in.u8();
    int count = in.count(Limits.MAX_DETAILS);
    SortedMap<String, String> details = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      details.put(in.text(Limits.MAX_NAME_BYTES), in.text(Limits.MAX_DETAIL_BYTES));
    }
    try {
      return new Descriptor(
          signed, signature, new Fields(revision, key, title, video, audio, peak, chunkMillis, stripes, details));
    } catch (IllegalArgumentException e) {
      throw ProtocolException.malformed(String.valueOf(e.getMessage()));
    }
  }

  /** Whether its key is the one that the channel is named after, and signed it. */
  public boolean belongsTo(ChannelId channel, SignatureVerifier verifier) {
    return ChannelId.of(fields.key).equals(channel)
        && verifier.verify(fields.key, SignedBytes.descriptor(channel, signed), signature);
  }

  public Fields fields() {
    return fields;
  }

  public long revision() {
    return fields.revision;
  }

  public PublicKey key() {
    return fields.key;
  }

  byte[] signed() {
    return signed;
  }

  Signature signature() {
    return signature;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Descriptor d && Arrays.equals(signed, d.signed) && signature.equals(d.signature);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(signed);
  }

  @Override
  public String toString() {
    return "Descriptor[" + fields.revision + " '" + fields.title + "']";
  }
}
