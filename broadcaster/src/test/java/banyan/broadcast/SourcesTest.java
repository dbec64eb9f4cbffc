package banyan.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.broadcast.Sources.Protocol;
import banyan.broadcast.Sources.Spec;
import banyan.broadcast.files.FileWishes;
import banyan.broadcast.ingest.HttpIngest;
import banyan.broadcast.media.Source;
import banyan.broadcast.testing.RecordingSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SourcesTest {
  /** Of several programmes. */
  private static final OptionalInt FIRST = OptionalInt.empty();

  @Test
  void namesSayWhatToOpen() {
    assertEquals(new Spec.Test(320, 180, 30, false), Sources.parse("test"));
    assertEquals(new Spec.Test(640, 360, 15, false), Sources.parse("test:640x360@15"));
    assertEquals(new Spec.Test(320, 180, 10, false), Sources.parse("test@10"));
    assertEquals(new Spec.Port(Protocol.HTTP, "", 8080, FIRST), Sources.parse("http://:8080/"));
    assertEquals(new Spec.Port(Protocol.HTTP, "127.0.0.1", 0, FIRST), Sources.parse("http://127.0.0.1:0"));
    assertEquals(new Spec.Port(Protocol.HTTP, "::1", 80, FIRST), Sources.parse("http://[::1]:80/live"));
    assertEquals(new Spec.Port(Protocol.TCP, "", 9000, FIRST), Sources.parse("tcp://:9000"));
    assertEquals(new Spec.Port(Protocol.UDP, "", 0, FIRST), Sources.parse("udp://:0"));
    // As ffmpeg and VLC write it.
    assertEquals(
        new Spec.Port(Protocol.UDP, "239.1.2.3", 5000, FIRST), Sources.parse("udp://@239.1.2.3:5000?pkt_size=1316"));
    assertEquals(new Spec.Rtmp("", 1935, "live", Optional.empty()), Sources.parse("rtmp://:1935"));
    assertEquals(new Spec.Rtmp("::1", 0, "stage", Optional.empty()), Sources.parse("rtmp://[::1]:0/stage/"));
    assertEquals(new Spec.StandardInput(FIRST), Sources.parse("-"));
    assertEquals(new Spec.MediaFile(Path.of("a film.mp4"), FileWishes.NONE), Sources.parse("a film.mp4"));
    assertEquals(new Spec.MediaFile(Path.of("test"), FileWishes.NONE), Sources.parse("file:test"));
    assertEquals(new Spec.MediaFile(Path.of("/tmp/-"), FileWishes.NONE), Sources.parse("file:///tmp/-"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://host/, names no port", "http://:99999/, no port 99999", "rtmps://:1935/, ffmpeg can turn it into one",
    "rtmp://host/live, write rtmp://:1935/live for encoders", "rtmp://:1935/live/key, is to end with one name",
    "srt://:1/, ffmpeg -i srt://:1/", "ftp://a/b, is no source", "tcp://host, tcp://:8080 for port 8080",
    "file:, is no source",
    "test:10x10, cannot be 10x10", "test:321x180, even sizes", "test@0, at 0 pictures", "'', is no source",
  })
  void otherNamesAreRefusedWithWhatToDo(String name, String says) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Sources.parse(name));
    assertTrue(String.valueOf(e.getMessage()).contains(says), e.getMessage());
  }

  /** What a command line asks for. */
  private static Spec asked(String arguments) {
    return CommandLine.populateCommand(new Asking(), arguments.split(" ")).options.spec();
  }

  private static final class Asking {
    @CommandLine.Mixin
    private final SourceOptions options = new SourceOptions();
  }

  @Test
  void whatIsAskedForBesidesTheNameIsApplied() {
    assertEquals(new Spec.Test(320, 180, 30, true), asked("--tone"));
    assertEquals(new Spec.Test(640, 360, 15, false), asked("--source test --size 640x360 --fps 15"));
    assertEquals(new Spec.Test(160, 96, 24, false), asked("--source test:640x360@24 --size 160x96"));
    assertEquals(new Spec.Port(Protocol.UDP, "", 1, OptionalInt.of(7)), asked("--source udp://:1 --program 7"));
    assertEquals(new Spec.StandardInput(OptionalInt.of(7)), asked("--source - --program 7"));
    assertEquals(
        new Spec.MediaFile(Path.of("x.m3u"), new FileWishes(true, true, OptionalInt.of(7))),
        asked("--source x.m3u --loop --shuffle --program 7"));
  }

  @ParameterizedTest
  @CsvSource({
    "--shuffle, --shuffle is for a folder or a playlist", "--loop, --loop is for files",
    "--source - --size 640x360, --size is for the test", "--source film.ts --fps 20, --fps is for the test source",
    "--size big, --size takes the width", "--size 3x3, cannot be 3x3 at 30", "--fps 0, at 0 pictures",
    "--program 2, --program is for MPEG-TS", "--source rtmp://:1935 --program 2, --program is for MPEG-TS",
    "--source - --program 0, --program takes a number from 1 to 65535", "--source - --tone, has a sound of its own",
    "--grace PT3S, --grace is for sources that encoders send to", "--takeover, --takeover is for RTMP",
    "--source rtmp://:1935 --stream-key short, --stream-key takes 8 to 128",
  })
  void whatASourceCannotDoIsRefused(String arguments, String says) {
    CommandLine.ParameterException e =
        assertThrows(CommandLine.ParameterException.class, () -> asked(arguments));
    assertTrue(String.valueOf(e.getMessage()).contains(says), e.getMessage());
  }

  @Test
  void aTakenPortIsToldInOneSentence() throws IOException {
    try (HttpIngest first = (HttpIngest) Sources.open("http://127.0.0.1:0/", new RecordingSink())) {
      IOException e = assertThrows(IOException.class,
          () -> Sources.open("http://127.0.0.1:" + first.port() + "/", new RecordingSink()));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith("Port " + first.port() + " is taken by another program"), message);
      assertTrue(message.contains("choose another in --source"), message);
    }
  }

  @Test
  void theTestPatternRunsUntilItIsClosed() throws IOException {
    RecordingSink sink = new RecordingSink();
    Source source = Sources.open("test:160x96@20", sink);
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sink.video().size() >= 5);
    source.close();
    int units = sink.units.size();

    assertEquals("gone", sink.events.get(sink.events.size() - 1));
    assertEquals("test pattern 160x96 at 20 fps", source.description());
    source.close();
    assertEquals(units, sink.units.size());
  }
}
