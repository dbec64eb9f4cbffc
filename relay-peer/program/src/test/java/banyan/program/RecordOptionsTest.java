package banyan.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RecordOptionsTest {
  @Command(name = "tried")
  static final class Tried implements Runnable {
    @Mixin
    final RecordOptions recording = new RecordOptions();

    Optional<Path> folder = Optional.empty();

    @Override
    public void run() {
      folder = recording.folder();
    }
  }

  private final Tried tried = new Tried();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Program.commandLine(tried).setErr(new PrintWriter(err)).execute(args);
  }

  @Test
  void withoutAFolderNothingIsRecorded() {
    assertEquals(0, run());
    assertEquals(Optional.empty(), tried.folder);
  }

  @Test
  void aFolderIsEnough() {
    assertEquals(0, run("--record", "shows"));
    assertEquals(Optional.of(Path.of("shows")), tried.folder);
    assertEquals(Duration.ofHours(1), tried.recording.every());
    assertEquals(Optional.empty(), tried.recording.size());
    assertEquals(Optional.empty(), tried.recording.keep());
  }

  @Test
  void lengthSizeAndKeepingAreAsAsked() {
    assertEquals(0, run("--record", "shows", "--record-every", "10m", "--record-size", "2G", "--record-keep", "1.5T"));
    assertEquals(Duration.ofMinutes(10), tried.recording.every());
    assertEquals(Optional.of(new ByteSize(2_000_000_000L)), tried.recording.size());
    assertEquals(Optional.of(new ByteSize(1_500_000_000_000L)), tried.recording.keep());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--record-every", "--record-size", "--record-keep"})
  void howWithoutWhereIsWrongUsage(String option) {
    assertEquals(2, run(option, option.equals("--record-every") ? "10m" : "2G"));
    assertTrue(err.toString().startsWith(option + " says how to record, but not where to"), err::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "--record-every, 500ms, a second or more", "--record-size, 999k, a megabyte or more",
    "--record-keep, 1, a megabyte or more", "--record-size, 2GB, no size", "--record-size, 0, no size",
    "--record-keep, 1001T, no size", "--record-every, 1d, no duration"
  })
  void whatMakesNoSenseIsExplained(String option, String value, String explanation) {
    assertEquals(2, run("--record", "shows", option, value));
    assertTrue(err.toString().contains(option) && err.toString().contains(explanation), err::toString);
  }
}
