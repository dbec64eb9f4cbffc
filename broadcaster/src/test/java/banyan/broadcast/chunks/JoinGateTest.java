package banyan.broadcast.chunks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.media.AccessUnit;
import banyan.broadcast.media.JoinGate;
import banyan.broadcast.media.Tracks;
import banyan.broadcast.testing.TsInspector;
import banyan.broadcast.testing.Units;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinGateTest {
  private static final byte[] SPS = {0x67, 66, 0, 30, (byte) 0xab, 1};
  private static final byte[] PPS = {0x68, (byte) 0xce, 1};
  /** An I slice that is no IDR. */
  private static final byte[] INTRA = {0x41, (byte) 0x88, 1, 2, 3};
  private static final byte[] IDR = {0x65, (byte) 0x88, 1, 2, 3};

  private final JoinGate gate = new JoinGate();

  private static AccessUnit.Video picture(long pts, boolean joinPoint, byte[]... nals) {
    return new AccessUnit.Video(
        pts, Math.min(pts, 0), joinPoint, false, 0, Arrays.stream(nals).map(ByteBuffer::wrap).toList());
  }

  @Test
  void nothingPassesBeforeAJoinPoint() {
    assertFalse(gate.admits(Units.picture(0, false, 100)));
    assertFalse(gate.isOpen());
    assertTrue(gate.admits(Units.picture(1, true, 100)));
    assertTrue(gate.admits(Units.picture(2, false, 100)));
    gate.shut();
    assertFalse(gate.admits(Units.picture(3, false, 100)));
  }

  @Test
  void aJoinPointWhoseParameterSetsNeverCameIsNone() {
    assertFalse(gate.admits(picture(0, true, IDR)));
    assertFalse(gate.admits(picture(1, true, SPS, IDR)));
    assertTrue(gate.admits(picture(2, true, PPS, IDR)));
    gate.shut();
    assertTrue(gate.admits(picture(3, true, IDR)), "they still count");
  }

  @Test
  void picturesBehindAnOpenGroupsFirstThatAreShownBeforeItStayOut() {
    assertTrue(gate.admits(picture(300, true, SPS, PPS, INTRA)));
    assertFalse(gate.admits(picture(100, false, INTRA)));
    assertFalse(gate.admits(picture(200, false, INTRA)));
    assertTrue(gate.admits(picture(400, false, INTRA)));
    assertTrue(gate.admits(picture(350, false, INTRA)), "those refer to what came");
  }

  @Test
  void picturesBehindAnIdrNeverReferToWhatWasBefore() {
    assertTrue(gate.admits(picture(300, true, SPS, PPS, IDR)));
    assertTrue(gate.admits(picture(200, false, INTRA)));
  }

  /** Once, with a picture that could not be sent: they stand at the first join point all the same. */
  @Test
  void parameterSetsThatCameTooEarlyAreSentWithTheFirstJoinPoint() {
    List<ChunkDraft> chunks = new ArrayList<>();
    MediaPipeline pipeline = new MediaPipeline(chunks::add);
    pipeline.tracks(new Tracks(true, false));
    pipeline.accessUnit(picture(0, false, SPS, PPS, INTRA).at(0, 0, true), 0);
    pipeline.accessUnit(picture(3_000, true, IDR).at(3_000, 3_000, false), 33_000);
    pipeline.flush();

    assertEquals(1, chunks.size());
    assertTrue(chunks.get(0).isJoinPoint());
    byte[] payload = new byte[chunks.get(0).payload().remaining()];
    chunks.get(0).payload().duplicate().get(payload);
    assertTrue(contains(payload, SPS) && contains(payload, PPS), "parameter sets");
    assertEquals(0, new TsInspector(payload).discontinuities.size());
  }

  private static boolean contains(byte[] whole, byte[] part) {
    for (int at = 0; at + part.length <= whole.length; at++) {
      if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }
}
