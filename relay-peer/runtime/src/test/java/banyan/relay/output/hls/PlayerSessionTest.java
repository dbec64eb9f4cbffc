package banyan.relay.output.hls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Chunk;
import banyan.relay.output.LiveTail;
import banyan.relay.output.StrictDemuxer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlayerSessionTest {
  private static final int PACKET = 188;

  private final TestChunks root = new TestChunks();
  private final LiveTail tail = new LiveTail();
  private final PlayerSession session = new PlayerSession("s", true, true);

  private void add(int chunks) {
    for (int i = 0; i < chunks; i++) {
      tail.add(root.next());
    }
  }

  private void addJoin() {
    tail.add(root.join());
  }

  private Judged judged() {
    return Judged.of(session.text());
  }

  private byte[] bytes(String name) {
    return TestChunks.bytes(session.segment(name).orElseThrow());
  }

  /** One and a half seconds, three segments. */
  private void begin() {
    addJoin();
    add(14);
    assertTrue(session.reload(tail));
  }

  @Test
  void aSessionBeginsWithThreeSegmentsFromTheNewestJoinPointThatIsASecondOld() {
    assertFalse(session.reload(tail));
    addJoin();
    add(8);
    assertFalse(session.reload(tail), "0.9 s");
    add(1);
    addJoin();
    add(3);
    assertFalse(session.reload(tail), "1.4 s");
    assertTrue(session.isEmpty());
    add(1);
    assertTrue(session.reload(tail));
    assertEquals(List.of("s/0.ts", "s/1.ts", "s/2.ts"), judged().names());
    assertEquals(List.of(0.5, 0.5, 0.5), judged().seconds());
    assertTrue(session.text().contains("2026-01-01T00:00:00.000Z"), session.text());
    assertEquals(0, bytes("s/0.ts")[1] & 0x1f, "it begins with the association table");
    assertEquals(1, judged().playlist().targetDuration());
    assertFalse(judged().playlist().independentSegments());
    add(5);
    PlayerSession later = new PlayerSession("later", true, true);
    assertFalse(later.reload(tail), "the second join point is a second old: from there it goes on");
    add(5);
    assertTrue(later.reload(tail));
    assertTrue(later.text().contains("2026-01-01T00:00:01.000Z"), later.text());
  }

  @Test
  void itIsToldWhereAnotherOneWouldBeginInItsOwnTime() {
    assertEquals(0, session.newStartMicros(tail), "nothing has come");
    begin();
    assertEquals(0, session.newStartMicros(tail), "at the same join point");
    addJoin();
    add(8);
    assertEquals(0, session.newStartMicros(tail), "the next is 0.9 s old");
    add(1);
    assertEquals(1_500_000, session.newStartMicros(tail));
    assertTrue(session.reload(tail));
    assertEquals(1_500_000, session.newStartMicros(tail), "whatever it has taken");
  }

  @Test
  void aPlayerThatIsBehindGetsMoreAtATimeAndOneNewSegmentAllTheSame() {
    addJoin();
    add(39);
    assertTrue(session.reload(tail));
    assertEquals(List.of(0.5, 0.5, 0.5), judged().seconds());
    assertTrue(session.reload(tail));
    assertEquals(List.of("s/1.ts", "s/2.ts", "s/3.ts"), judged().names());
    assertEquals(List.of(0.5, 0.5, 1.0), judged().seconds());
    assertEquals(1, judged().first());
  }

  @Test
  void aPlayerThatAsksInTimeGetsHalfASecondEachTime() {
    begin();
    for (int segment = 3; segment < 20; segment++) {
      add(4);
      assertFalse(session.reload(tail));
      add(1);
      assertTrue(session.reload(tail));
      assertFalse(session.reload(tail), "nothing new");
      assertEquals("s/" + segment + ".ts", judged().names().get(2));
    }
    assertTrue(judged().seconds().stream().allMatch(seconds -> seconds == 0.5));
  }

  @Test
  void everySegmentBeginsWithTheTablesAndAllTogetherAreTheChunks() {
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Chunk chunk = i % 20 == 0 ? root.join() : root.next();
      byte[] payload = new byte[chunk.payloadBytes()];
      chunk.payload().get(payload);
      pictures.add(Arrays.copyOfRange(payload, payload.length - PACKET, payload.length));
      tail.add(chunk);
      session.reload(tail);
    }
    List<ByteBuffer> parts = new ArrayList<>();
    int picture = 0;
    for (int segment = 0; segment < 8; segment++) {
      byte[] bytes = bytes("s/" + segment + ".ts");
      assertEquals(0, bytes[1] & 0x1f | bytes[2], "PAT");
      assertEquals(TestChunks.PMT_PID, (bytes[PACKET + 1] & 0x1f) << 8 | bytes[PACKET + 2], "PMT");
      for (int at = 2 * PACKET; at < bytes.length; at += PACKET) {
        assertArrayEquals(pictures.get(picture++), Arrays.copyOfRange(bytes, at, at + PACKET));
      }
      parts.add(ByteBuffer.wrap(bytes));
    }
    assertEquals(40, picture);
    assertEquals(List.of(), StrictDemuxer.faults(parts.toArray(ByteBuffer[]::new)));
  }

  @Test
  void lostChunksLeaveNoHoleInTheNumbers() {
    begin();
    add(1);
    root.lose(2);
    add(5);
    assertTrue(session.reload(tail));
    assertEquals(List.of("s/1.ts", "s/2.ts", "s/3.ts"), judged().names());
    assertEquals(List.of(0.5, 0.5, 0.6), judged().seconds());
    assertEquals(List.of(false, false, false), judged().discontinuities());
    ByteBuffer[] parts =
        judged().names().stream().map(name -> ByteBuffer.wrap(bytes(name))).toArray(ByteBuffer[]::new);
    assertEquals(List.of(), StrictDemuxer.faults(parts));
  }

  @Test
  void whereTheTimesJumpASegmentEndsAndTheNextIsMarked() {
    begin();
    add(2);
    root.jump(5_000_000);
    tail.add(root.chunk(Chunk.JOIN_POINT | Chunk.DISCONTINUITY, TestChunks.CHUNK_MICROS));
    add(9);
    assertTrue(session.reload(tail));
    assertEquals(List.of(0.5, 0.5, 0.2), judged().seconds(), "one new at a time");
    assertTrue(session.reload(tail));
    assertEquals(List.of(0.5, 0.2, 1.0), judged().seconds());
    assertEquals(List.of(false, false, true), judged().discontinuities());
    add(30);
    while (session.reload(tail)) {
      assertFalse(session.text().contains("-SEQUENCE:0\n"), session.text());
    }
    assertFalse(session.text().contains("DISCONTINUITY"), "JavaFX takes each such word for a discontinuity");
  }

  @Test
  void aPlayerThatDoesNotAskForLongIsMovedOnAndItsNumbersGoOn() {
    begin();
    for (int i = 0; i < 30; i++) {
      addJoin();
      add(9);
    }
    assertTrue(session.reload(tail));
    assertEquals(List.of("s/1.ts", "s/2.ts", "s/3.ts"), judged().names());
    assertFalse(session.reload(tail), "that was from the newest join point on");
    assertEquals(List.of(false, false, true), judged().discontinuities());
    assertTrue(session.segment("s/0.ts").isPresent(), "what was listed is still there");
  }

  @Test
  void aPictureOfSeveralChunksIsNotTornApart() {
    begin();
    add(5);
    tail.add(root.partOfPicture());
    tail.add(root.partOfPicture());
    assertFalse(session.reload(tail), "the picture goes on");
    add(1);
    assertTrue(session.reload(tail));
    assertEquals(List.of(0.5, 0.5, 0.6), judged().seconds());
  }

  @Test
  void whatWasListedStaysForAQuarterOfAMinute() {
    addJoin();
    for (int i = 0; i < 200; i++) {
      add(5);
      if (i % 4 == 0) {
        addJoin();
      }
      session.reload(tail);
    }
    Judged now = judged();
    long newest = now.first() + now.names().size() - 1;
    assertTrue(session.segment("s/" + (newest - PlayerSession.HELD + 1) + ".ts").isPresent());
    assertFalse(session.segment("s/" + (newest - PlayerSession.HELD) + ".ts").isPresent());
  }
}
