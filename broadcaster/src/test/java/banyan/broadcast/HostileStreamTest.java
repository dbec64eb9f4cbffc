package banyan.broadcast;

import static banyan.broadcast.testing.TsBuilder.AAC_TYPE;
import static banyan.broadcast.testing.TsBuilder.AUDIO;
import static banyan.broadcast.testing.TsBuilder.H264_TYPE;
import static banyan.broadcast.testing.TsBuilder.NO_TIME;
import static banyan.broadcast.testing.TsBuilder.VIDEO;
import static banyan.broadcast.testing.TsBuilder.adts;
import static banyan.broadcast.testing.TsBuilder.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.chunks.ChunkDraft;
import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.mpegts.TsReader;
import banyan.broadcast.testing.PipelineSink;
import banyan.broadcast.testing.TsBuilder;
import banyan.protocol.Limits;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever an encoder sends, from the reader to the chunks nothing throws, memory is bounded, each chunk is one that
 * peers take, and a sound stream behind the damage is read again.
 */
class HostileStreamTest {
  private static final int PACKET = Limits.TS_PACKET_BYTES;
  /** The readers' buffers and the units that they hand on; a picture alone may take 8 MiB. */
  private static final long ALLOCATED_AT_MOST = 64L << 20;

  /** What is done to a sound stream. */
  enum Damage {
    BYTES_CHANGED((bytes, random) -> {
      for (int hits = 1 + random.nextInt(200); hits > 0; hits--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
    }),
    HEADERS_CHANGED((bytes, random) -> {
      for (int hits = 1 + random.nextInt(60); hits > 0; hits--) {
        int packet = random.nextInt(bytes.length / PACKET) * PACKET;
        bytes[packet + 1 + random.nextInt(24)] = (byte) random.nextInt();
      }
    }),
    RUNS_OVERWRITTEN((bytes, random) -> {
      for (int hits = 1 + random.nextInt(6); hits > 0; hits--) {
        int from = random.nextInt(bytes.length);
        byte with = (byte) (random.nextBoolean() ? 0xff : random.nextInt(3));
        Arrays.fill(bytes, from, Math.min(bytes.length, from + random.nextInt(3_000)), with);
      }
    }),
    PACKETS_SWAPPED((bytes, random) -> {
      int packets = bytes.length / PACKET;
      for (int hits = 1 + random.nextInt(40); hits > 0; hits--) {
        int one = random.nextInt(packets) * PACKET;
        int other = random.nextInt(packets) * PACKET;
        byte[] held = Arrays.copyOfRange(bytes, one, one + PACKET);
        System.arraycopy(bytes, other, bytes, one, PACKET);
        System.arraycopy(held, 0, bytes, other, PACKET);
      }
    });

    @SuppressWarnings("ImmutableEnumChecker") // lambdas that hold nothing
    private final BiConsumer<byte[], Random> to;

    Damage(BiConsumer<byte[], Random> to) {
      this.to = to;
    }
  }

  @Property(tries = 300)
  void anyBytesAreSurvived(@ForAll("odd") @Size(max = 20_000) byte[] bytes, @ForAll("sizes") List<Integer> sizes) {
    Run run = new Run();
    run.read(bytes, sizes);
    run.end();
  }

  @Property(tries = 300)
  void anyPacketsAreSurvived(@ForAll long seed, @ForAll @IntRange(min = 3, max = 300) int packets) {
    Random random = new Random(seed);
    TsBuilder ts = new TsBuilder().tables(0, H264_TYPE, VIDEO, AAC_TYPE, AUDIO);
    for (int i = 0; i < packets; i++) {
      byte[] packet = new byte[PACKET];
      random.nextBytes(packet);
      packet[0] = 0x47;
      int pid = List.of(0, TsBuilder.PMT, VIDEO, AUDIO, random.nextInt(0x2000)).get(random.nextInt(5));
      packet[1] = (byte) ((random.nextInt(4) == 0 ? 0x40 : 0) | pid >> 8);
      packet[2] = (byte) pid;
      packet[3] &= 0x3f;
      ts.raw(packet);
    }
    Run run = new Run();
    run.read(ts.bytes(), List.of(PACKET));
    run.end();
  }

  @Property(tries = 500)
  void aDamagedStreamIsSurvivedAndTheSoundOneBehindItRead(
      @ForAll long seed, @ForAll("damages") List<Damage> damages, @ForAll("sizes") List<Integer> sizes,
      @ForAll @IntRange(max = 400) int cutOff) {
    Random random = new Random(seed);
    byte[] damaged = stream(new TsBuilder(), random, 90_000, 25);
    damages.forEach(damage -> damage.to.accept(damaged, random));
    Run run = new Run();
    run.read(Arrays.copyOf(damaged, damaged.length - Math.min(cutOff, damaged.length)), sizes);
    boolean refused = run.reader.isRefused();
    int before = run.sink.video().size();
    run.read(stream(new TsBuilder(), random, 90_000 * 100L, 50), sizes);
    run.end();
    if (!refused && !run.sink.events.toString().contains("refused")) {
      long sound = run.sink.video().stream().skip(before).count();
      assertTrue(sound >= 25, "of 50 sound pictures behind the damage " + sound + " were read");
    }
  }

  @Property(tries = 100)
  void aStreamComesToTheSameHoweverItIsSplit(@ForAll long seed, @ForAll("sizes") List<Integer> sizes) {
    byte[] bytes = stream(new TsBuilder(), new Random(seed), 90_000, 12);
    Run whole = new Run();
    whole.read(bytes, List.of(bytes.length));
    whole.end();
    Run split = new Run();
    split.read(bytes, sizes);
    split.end();
    assertEquals(whole.sink.units.size(), split.sink.units.size());
    for (int i = 0; i < whole.sink.units.size(); i++) {
      assertEquals(whole.sink.units.get(i).dtsTicks(), split.sink.units.get(i).dtsTicks());
    }
    assertEquals(0, split.sink.damaged.get());
    assertFalse(split.sink.chunks.isEmpty());
  }

  /** A second or so of video and audio, with pictures and frames of drawn sizes and now and then odd tables. */
  private static byte[] stream(TsBuilder ts, Random random, long startTicks, int pictures) {
    for (int i = 0; i < pictures; i++) {
      if (i % 5 == 0) {
        ts.tables(i == 0 || random.nextInt(8) > 0 ? 0 : 1, H264_TYPE, VIDEO, AAC_TYPE, AUDIO);
      }
      long ticks = startTicks + i * 3_600L;
      ts.pes(VIDEO, random.nextBoolean(), ticks, NO_TIME, picture(i % 5 == 0, true, 200 + random.nextInt(3_000)));
      ts.pes(AUDIO, true, ticks, NO_TIME, adts(1 + random.nextInt(400)), adts(1 + random.nextInt(400)));
    }
    return ts.bytes();
  }

  /** One encoder's session, watched. */
  private static final class Run {
    private static final com.sun.management.ThreadMXBean THREADS =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    final PipelineSink sink = new PipelineSink();
    final TsReader reader = new TsReader(sink);

    void read(byte[] bytes, List<Integer> sizes) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      int turn = 0;
      for (int at = 0; at < bytes.length; turn++) {
        int length = Math.min(sizes.get(turn % sizes.size()), bytes.length - at);
        reader.read(ByteBuffer.wrap(bytes, at, length), turn);
        at += length;
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < ALLOCATED_AT_MOST + 100L * bytes.length, allocated + " bytes allocated");
    }

    void end() {
      reader.end();
      sink.pipeline.flush();
      long last = Long.MIN_VALUE;
      for (ChunkDraft chunk : sink.chunks) {
        int bytes = chunk.payload().remaining();
        assertTrue(bytes > 0 && bytes % PACKET == 0 && bytes <= Limits.MAX_CHUNK_PAYLOAD_BYTES, bytes + " bytes");
        assertTrue(chunk.mediaTimeMicros() >= last, "media time goes back to " + chunk.mediaTimeMicros());
        assertTrue(chunk.durationMicros() >= 0, "a duration of " + chunk.durationMicros());
        last = chunk.mediaTimeMicros();
      }
      for (AccessUnit unit : sink.units) {
        assertTrue(unit.ptsTicks() >= unit.dtsTicks(), "shown before it is decoded");
      }
    }
  }

  /** Bytes that are often such as begin packets, sections, PES packets and NAL units. */
  @Provide
  Arbitrary<byte[]> odd() {
    return Arbitraries.oneOf(
        Arbitraries.of((byte) 0x47, (byte) 0, (byte) 1, (byte) 0xff, (byte) 0x40), Arbitraries.bytes())
        .array(byte[].class);
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    return Arbitraries.of(Damage.class).list().ofMinSize(1).ofMaxSize(3);
  }

  @Provide
  Arbitrary<List<Integer>> sizes() {
    return Arbitraries.oneOf(Arbitraries.integers().between(1, 400), Arbitraries.integers().between(1, 8_192))
        .list().ofMinSize(1).ofMaxSize(6);
  }
}
