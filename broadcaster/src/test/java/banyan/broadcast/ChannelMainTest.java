package banyan.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.program.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who says something wrong of a channel. */
class ChannelMainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final String keyFile;

  ChannelMainTest(@TempDir Path home) {
    keyFile = home.resolve("channel.key").toString();
  }

  private int run(Object command, String... args) {
    return Program.commandLine(command)
        .setErr(new PrintWriter(err)).setOut(new PrintWriter(out)).execute(args);
  }

  private void assertRefused(int exitCode, String sentence, String... args) {
    err.getBuffer().setLength(0);
    assertEquals(exitCode, run(new ChannelMain(), args), String.join(" ", args));
    assertTrue(err.toString().startsWith(sentence), err.toString());
    assertFalse(err.toString().contains("\tat "), err.toString());
  }

  @Test
  void wrongUsageIsToldWithTheLimitOrWhatToDo() {
    assertRefused(2, "What shall be done with the channel?");
    assertRefused(2, "Say what is to change, such as --now-playing TEXT.", "set");
    assertRefused(2, "There is no option --mood", "set", "--mood", "deep");
    assertRefused(2, "--title takes a text of up to 256 bytes that is not blank.", "set", "--title", "\u202e");
    assertRefused(2, "--genre takes a text of up to 64 bytes; this one has 65 ", "set", "--genre", "g".repeat(65));
    assertRefused(2, "--now-playing takes a text of up to 256 bytes; this one has 258",
        "set", "--now-playing", "ü".repeat(129));
    assertRefused(2, "--poster takes the address of a picture, such as https://example.org/poster.jpg, and 'p.jpg' is",
        "set", "--poster", "p.jpg");
  }

  @Test
  void aBroadcastIsRefusedTheSameBeforeItBegins() {
    assertEquals(2, run(new BroadcastMain(), "--key", keyFile, "--contact", "c".repeat(257)));
    assertTrue(
        err.toString().startsWith("--contact takes a text of up to 256 bytes; this one has 257"), err.toString());
  }

  @Test
  void whereNobodyBroadcastsIsSaidBothWays() {
    assertRefused(1, "Nobody broadcasts with the key " + keyFile + " now: start 'banyan broadcast --key " + keyFile,
        "set", "--genre", "Jazz", "--key", keyFile);
    assertRefused(1, "Nobody broadcasts with the key " + keyFile, "show", "--key", keyFile);
    assertEquals("", out.toString());
  }

  @Test
  void aBroadcasterThatIsInstalledAloneBringsItAlong() {
    assertEquals(1, run(BroadcastMain.alone(), "channel", "show", "--key", keyFile));
    assertTrue(err.toString().startsWith("Nobody broadcasts with the key " + keyFile), err.toString());
  }

  @Test
  void helpNamesAllThatCanBeSaid() {
    assertEquals(0, run(new ChannelMain(), "set", "--help"));
    for (String option : new String[] {
        "--title", "--now-playing", "--description", "--genre", "--contact", "--poster", "--key"}) {
      assertTrue(out.toString().contains(option), out.toString());
    }
  }
}
