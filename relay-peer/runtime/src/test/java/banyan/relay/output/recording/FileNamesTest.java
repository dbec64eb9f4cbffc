package banyan.relay.output.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileNamesTest {
  private static final Instant AT = Instant.parse("2026-11-22T00:58:07.999Z");

  private final FileNames names = new FileNames("k3x9q2ab");

  private String name(String title) {
    return names.name(title, AT, 1);
  }

  @Test
  void aNameSaysTitleTimeAndChannel() {
    assertEquals("My-channel_20261122T005807Z_k3x9q2ab.ts", name("My channel"));
    assertEquals("My-channel_20261122T005807Z_k3x9q2ab_2.ts", names.name("My channel", AT, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "'../../etc/passwd', etc-passwd", "'.hidden', hidden", "'-rf *', rf", "'a/b\\c:d|e<f>g\"h', a-b-c-d-e-f-g-h",
    "'Größer & schöner!', Größer-schöner", "'日本 テレビ', 日本-テレビ", "'v1.5_final', v1.5_final", "'', Channel",
    "'...', Channel", "'$(reboot)', reboot"
  })
  void aTitleIsMadeSafe(String title, String safe) {
    assertEquals(safe + "_20261122T005807Z_k3x9q2ab.ts", name(title));
  }

  @Test
  void whatSteersATerminalOrTurnsTextAroundIsLeftOut() {
    assertEquals("a-b-c_20261122T005807Z_k3x9q2ab.ts", name("a\u001b\u202eb\nc"));
  }

  @Test
  void aLongTitleIsCutBetweenLetters() {
    for (String letter : List.of("a", "ä", "語", "\ud835\udd38")) {
      String name = name(letter.repeat(200));
      assertTrue(name.getBytes(StandardCharsets.UTF_8).length <= 255, name);
      assertFalse(name.contains("\ufffd") || name.contains("?"), name);
      assertTrue(new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(name), name);
    }
  }

  @Test
  void filesOfTheChannelAreKnownWhateverItsTitleWas() {
    assertTrue(names.isRecording(name("Old title")));
    assertTrue(names.isRecording(names.name("New_title", AT, 17)));
    assertFalse(names.isRecording(new FileNames("zzzzzzzz").name("Old title", AT, 1)));
    assertFalse(names.isRecording("holiday.ts"));
    assertFalse(names.isRecording(name("Old title") + ".part"));
    assertFalse(names.isRecording("_20261122T0058Z_k3x9q2ab.ts"));
  }

  @Test
  void filesAreSortedByTimeAndNotByTitle() {
    String first = names.name("Z", AT, 1);
    String second = names.name("Z", AT, 2);
    String tenth = names.name("A", AT, 10);
    String later = names.name("B", AT.plusSeconds(1), 1);
    List<String> all = new ArrayList<>(List.of(later, tenth, second, first));
    all.sort(names.oldestFirst());
    assertEquals(List.of(first, second, tenth, later), all);
  }
}
