package banyan.relay.output.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Chunk;
import banyan.relay.output.StrictDemuxer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SlidingPlaylistTest {
  private final TestChunks root = new TestChunks();
  private final SlidingPlaylist playlist = new SlidingPlaylist(0);

  /** A join point and so many chunks behind it. */
  private void group(int chunks) {
    playlist.add(root.join());
    for (int i = 1; i < chunks; i++) {
      playlist.add(root.next());
    }
  }

  private Judged judged() {
    return Judged.of(playlist.text());
  }

  private Segment segment(String name) {
    return playlist.segment(name).orElseThrow();
  }

  @Test
  void segmentsGoFromJoinPointToJoinPoint() {
    playlist.add(root.next());
    group(10);
    assertTrue(playlist.isEmpty(), "it is not known yet where the first one ends");
    group(20);
    group(10);
    assertEquals(List.of("1-1.ts", "1-11.ts"), judged().names());
    assertEquals(List.of(1.0, 2.0), judged().seconds());
    assertEquals(2, judged().playlist().targetDuration());
    assertTrue(judged().playlist().independentSegments());
    assertEquals(12 * 188, segment("1-1.ts").bytes(), "ten pictures, two tables");
    assertTrue(playlist.text().contains("#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.100Z\n"), playlist.text());
  }

  @Test
  void frequentJoinPointsShareASegment() {
    for (int i = 0; i < 9; i++) {
      group(4);
    }
    assertEquals(List.of("1-0.ts", "1-12.ts"), judged().names());
  }

  @Test
  void theListSlidesAndWhatHasLeftItStaysForAWhile() {
    for (int i = 0; i < 40; i++) {
      group(10);
    }
    assertEquals(39 - 6, judged().first());
    assertEquals(6, judged().names().size());
    assertEquals("1-330.ts", judged().names().get(0));
    assertTrue(playlist.segment("1-320.ts").isPresent());
    assertTrue(playlist.segment("1-270.ts").isPresent(), "listed for as long as the list takes, and a second");
    assertFalse(playlist.segment("1-200.ts").isPresent());
    assertEquals(39, playlist.nextNumber());
    assertTrue(playlist.heldBytes() <= 14 * 12 * 188, playlist.heldBytes() + " bytes");
  }

  @Test
  void longGroupsOfPicturesAreListedThreeDeep() {
    for (int i = 0; i < 8; i++) {
      group(83);
    }
    assertEquals(8, judged().playlist().targetDuration());
    assertEquals(3, judged().names().size());
    assertEquals(4, judged().first());
  }

  @Test
  void whereChunksAreLostTheStreamGoesOnAtTheNextJoinPointAndSaysSo() {
    group(10);
    group(5);
    root.lose(2);
    playlist.add(root.next());
    playlist.add(root.next());
    group(10);
    group(10);
    assertEquals(List.of(1.0, 0.5, 1.0), judged().seconds());
    assertEquals(List.of(false, false, true), judged().discontinuities());
    List<ByteBuffer> parts = new ArrayList<>();
    judged().names().forEach(name -> parts.add(ByteBuffer.wrap(TestChunks.bytes(segment(name)))));
    assertEquals(List.of(), StrictDemuxer.faults(parts.toArray(ByteBuffer[]::new)));
    assertEquals(12 * 188, segment(judged().names().get(0)).bytes());
    assertEquals(15 * 188, segment(judged().names().get(2)).bytes(), "a packet for each of three PIDs tells of it");
  }

  @Test
  void whatTheBroadcasterCallsADiscontinuityIsOneAndSoIsANewEpoch() {
    group(10);
    root.jump(5_000_000);
    playlist.add(root.chunk(Chunk.JOIN_POINT | Chunk.DISCONTINUITY, TestChunks.CHUNK_MICROS));
    group(10);
    root.beginEpoch();
    group(10);
    group(10);
    assertEquals(List.of("1-0.ts", "1-10.ts", "2-0.ts"), judged().names());
    assertEquals(List.of(false, true, true), judged().discontinuities());
    for (int i = 0; i < 20; i++) {
      group(10);
    }
    assertTrue(playlist.text().contains("#EXT-X-DISCONTINUITY-SEQUENCE:2\n"), playlist.text());
  }

  @Test
  void aStreamWithoutJoinPointsTakesNoMemory() {
    group(10);
    for (int i = 0; i < 1_000; i++) {
      playlist.add(root.next());
    }
    assertTrue(playlist.isEmpty());
    assertEquals(0, playlist.heldBytes());
    group(10);
    group(10);
    assertEquals(List.of(true), judged().discontinuities());
  }

  @Test
  void numbersGoOnFromAnEarlierPlaylist() {
    SlidingPlaylist later = new SlidingPlaylist(17);
    later.add(root.join());
    for (int i = 0; i < 30; i++) {
      later.add(i % 10 == 9 ? root.join() : root.next());
    }
    assertEquals(17, Judged.of(later.text()).first());
    assertEquals(20, later.nextNumber());
  }
}
