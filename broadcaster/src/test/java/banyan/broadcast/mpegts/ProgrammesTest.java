package banyan.broadcast.mpegts;

import static banyan.broadcast.testing.TsBuilder.AAC_TYPE;
import static banyan.broadcast.testing.TsBuilder.H264_TYPE;
import static banyan.broadcast.testing.TsBuilder.HEVC_TYPE;
import static banyan.broadcast.testing.TsBuilder.NO_TIME;
import static banyan.broadcast.testing.TsBuilder.picture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.testing.RecordingSink;
import banyan.broadcast.testing.TsBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Streams of several programmes, and tables that change. */
class ProgrammesTest {
  /** PIDs of two programmes' maps and pictures. */
  private static final int ONE_MAP = 0x100;
  private static final int ONE = 0x101;
  private static final int TWO_MAP = 0x200;
  private static final int TWO = 0x201;

  private final RecordingSink sink = new RecordingSink();
  private final TsBuilder ts = new TsBuilder();

  /** Pictures that can be told apart by their sizes, each of a time of its own; the first is a join point. */
  private TsBuilder pictures(int pid, int firstSize, int count) {
    for (int i = 0; i < count; i++) {
      long ticks = 9_000L * firstSize + i * 3_000L;
      ts.pes(pid, true, ticks, NO_TIME, picture(i == 0, true, firstSize + i));
    }
    return ts;
  }

  private TsReader read(OptionalInt programme) {
    TsReader reader = new TsReader(programme, sink);
    reader.read(ByteBuffer.wrap(ts.bytes()), 1);
    reader.end();
    return reader;
  }

  private List<Integer> sizes() {
    return sink.video().stream().map(unit -> unit.nals().get(unit.nals().size() - 1).remaining()).toList();
  }

  private TsBuilder two() {
    return ts.association(0, 1, ONE_MAP, 2, TWO_MAP)
        .mapAt(ONE_MAP, 1, 0, H264_TYPE, ONE).mapAt(TWO_MAP, 2, 0, H264_TYPE, TWO);
  }

  @Test
  void theProgrammeThatIsAskedForIsTaken() {
    two();
    pictures(ONE, 300, 3);
    pictures(TWO, 400, 3);
    read(OptionalInt.of(2));

    assertEquals(List.of(400, 401, 402), sizes());
    assertEquals(List.of(), sink.events);
  }

  @Test
  void withoutAskingTheFirstIsTakenAndTheOthersAreNamedInOneLine() {
    two();
    pictures(ONE, 300, 2);
    pictures(TWO, 400, 2);
    two();
    read(OptionalInt.empty());

    assertEquals(List.of(300, 301), sizes());
    assertEquals(List.of("warning The stream has 2 programmes, and a channel carries one: number 1, the first with "
        + "H.264. --program sends another: 2."), sink.events);
  }

  @Test
  void ofManyOthersSomeAreNamed() {
    int[] all = new int[2 * 12];
    for (int i = 0; i < 12; i++) {
      all[2 * i] = 100 + i;
      all[2 * i + 1] = ONE_MAP + i;
    }
    ts.association(0, all).mapAt(ONE_MAP, 100, 0, H264_TYPE, TWO);
    read(OptionalInt.empty());

    assertTrue(sink.events.get(0).endsWith("another: 101, 102, 103, 104, 105, 106, 107, 108 or 3 more."),
        sink.events.toString());
  }

  @Test
  void aProgrammeThatTheStreamDoesNotHaveIsRefusedWithThoseItHas() {
    two();
    pictures(ONE, 300, 2);
    TsReader reader = read(OptionalInt.of(7));

    assertTrue(reader.isRefused());
    assertEquals(List.of("refused The stream has no programme 7, which --program asks for: it has 1 and 2."),
        sink.events);
    assertEquals(List.of(), sink.units);
  }

  @Test
  void whatTheProgrammeThatIsAskedForHoldsDecidesWhetherItIsCarried() {
    ts.association(0, 1, ONE_MAP, 2, TWO_MAP)
        .mapAt(ONE_MAP, 1, 0, H264_TYPE, ONE).mapAt(TWO_MAP, 2, 0, HEVC_TYPE, TWO);
    read(OptionalInt.of(2));

    assertTrue(sink.events.get(0).startsWith("refused The stream's video is HEVC"), sink.events.toString());
  }

  @Test
  void aProgrammeThatComesBackIsWaitedForAndItsLossToldOnce() {
    two();
    pictures(TWO, 400, 2);
    ts.association(1, 1, ONE_MAP).association(1, 1, ONE_MAP);
    pictures(ONE, 300, 2);
    ts.association(2, 1, ONE_MAP, 2, TWO_MAP).mapAt(TWO_MAP, 2, 1, H264_TYPE, TWO);
    pictures(TWO, 500, 2);
    read(OptionalInt.of(2));

    assertEquals(List.of(400, 401, 500, 501), sizes());
    assertEquals(List.of("warning Programme 2 is gone from the stream, which has 1 now; the channel waits for it."),
        sink.events);
  }

  @Test
  void theMapOfTheSameProgrammeMayMove() {
    ts.association(0, 1, ONE_MAP).mapAt(ONE_MAP, 1, 0, H264_TYPE, ONE);
    pictures(ONE, 300, 2);
    ts.association(1, 1, TWO_MAP).mapAt(TWO_MAP, 1, 1, H264_TYPE, ONE, AAC_TYPE, TWO);
    pictures(ONE, 400, 2);
    read(OptionalInt.empty());

    assertEquals(List.of(300, 301, 400, 401), sizes());
    assertEquals(List.of(new Tracks(true, false), new Tracks(true, true)), sink.tracks);
    assertFalse(sink.video().get(2).discontinuity(), "the programme is the same");
  }

  @Test
  void mapsThatShareAPidAreToldByTheirNumbers() {
    ts.association(0, 1, ONE_MAP, 2, ONE_MAP)
        .mapAt(ONE_MAP, 2, 0, H264_TYPE, TWO).mapAt(ONE_MAP, 1, 0, H264_TYPE, ONE);
    pictures(ONE, 300, 2);
    pictures(TWO, 400, 2);
    read(OptionalInt.of(1));

    assertEquals(List.of(300, 301), sizes());
  }

  @Test
  void anotherProgrammeInPlaceOfTheOneThatEndedBeginsAnew() {
    ts.association(0, 1, ONE_MAP).mapAt(ONE_MAP, 1, 0, H264_TYPE, ONE);
    pictures(ONE, 300, 2);
    // The same PID, which says nothing of another programme's pictures.
    ts.association(1, 2, TWO_MAP).mapAt(TWO_MAP, 2, 0, H264_TYPE, ONE);
    pictures(ONE, 400, 2);
    read(OptionalInt.empty());

    assertEquals(List.of(300, 301, 400, 401), sizes());
    assertEquals(List.of(true, false, true, false),
        sink.video().stream().map(AccessUnit.Video::discontinuity).toList());
  }

  @Test
  void picturesAtAnotherPidBeginWithAJoinPoint() {
    ts.association(0, 1, ONE_MAP).mapAt(ONE_MAP, 1, 0, H264_TYPE, ONE);
    pictures(ONE, 300, 2);
    ts.mapAt(ONE_MAP, 1, 1, H264_TYPE, TWO);
    ts.pes(TWO, true, 2_709_000, NO_TIME, picture(false, true, 399));
    pictures(TWO, 400, 2);
    read(OptionalInt.empty());

    assertEquals(List.of(300, 301, 400, 401), sizes());
    assertEquals(1, sink.damaged.get());
  }
}
