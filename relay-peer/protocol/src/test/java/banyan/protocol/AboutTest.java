package banyan.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AboutTest {
  private final About about = About.titled("Night train");

  /** The longest text that can stand there. */
  static String longest(Detail detail) {
    return detail == Detail.POSTER
        ? "https://example.org/" + "x".repeat(detail.maxBytes() - 20) : "x".repeat(detail.maxBytes());
  }

  @ParameterizedTest
  @EnumSource
  void eachTextKeepsToItsBound(Detail detail) {
    assertEquals(longest(detail), about.with(detail, longest(detail)).text(detail));
    String longer = longest(detail) + "x";
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> about.with(detail, longer));
    String sentence = String.valueOf(refused.getMessage());
    assertTrue(sentence.startsWith(detail.key() + " takes a text of up to " + detail.maxBytes() + " bytes"), sentence);
    assertEquals(detail, Detail.ofKey(detail.key()).orElseThrow());
  }

  @Test
  void boundsAreInBytesOfTheCleanedText() {
    assertTrue(Detail.GENRE.objection("ü".repeat(32) + "\n\n\n").isEmpty());
    String why = Detail.GENRE.objection("ü".repeat(33)).orElseThrow();
    assertTrue(why.contains("this one has 66"), why);
  }

  @Test
  void anEmptyTextTakesOneAwayButTheTitleStays() {
    About jazz = about.with(Detail.GENRE, "Jazz").with(Detail.NOW_PLAYING, "So\nWhat");
    assertEquals("So What", jazz.text(Detail.NOW_PLAYING));
    assertEquals(Map.of("genre", "Jazz", "nowPlaying", "So What"), jazz.details());
    assertEquals(about, jazz.with(Detail.GENRE, "").with(Detail.NOW_PLAYING, " \u202e"));
    assertThrows(IllegalArgumentException.class, () -> about.with(Detail.TITLE, " "));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "http://example.org", "https://example.org:8443/a/b.jpg?size=2&x=%20", "HTTPS://[2001:db8::1]/p.png"})
  void aPosterIsTheAddressOfAPicture(String url) {
    assertEquals(url, about.with(Detail.POSTER, url).text(Detail.POSTER));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "javascript:alert(1)", "data:image/png;base64,AAAA", "file:///etc/passwd", "//example.org/p.jpg", "poster.jpg",
    "https://example.org/a b.jpg", "https://example.org/'onerror='", "https://example.org/a;script-src", "http://",
    "https://me:secret@example.org/p.jpg", "https://example.org/,b", "https://example.org/\\u0000"})
  void whateverElseIsNone(String text) {
    assertTrue(Detail.POSTER.objection(text).orElse("").contains("is none"), text);
    assertEquals("", About.read("t", Map.of("poster", text)).text(Detail.POSTER));
  }

  @Test
  void whatStrangersSaidIsCleanedAndBounded() {
    About read = About.read("a\u202eb\u0007", Map.of(
        "genre", "g".repeat(65), "nowPlaying", "<b>\u2067x</b>", "mood", "deep", "index", "http://x"));
    assertEquals("ab", read.text(Detail.TITLE));
    assertEquals(Map.of("nowPlaying", "<b>x</b>"), read.details());
    assertEquals(List.of(Detail.TITLE, Detail.NOW_PLAYING), List.copyOf(read.texts().keySet()));
    assertEquals(About.NOTHING, About.read(" ", Map.of()));
  }

  @Test
  void aDescriptorCarriesIt() throws ProtocolException {
    About said = about.with(Detail.DESCRIPTION, "Long & wide").with(Detail.CONTACT, "me@example.org");
    Descriptor descriptor = Descriptor.sign(TestKeys.CHANNEL, new Descriptor.Fields(
        1, TestKeys.CHANNEL.publicKey(), said.text(Detail.TITLE), "h264", "", 1, 100, 1, said.details()));
    Descriptor read = Descriptor.read(descriptor.signed(), descriptor.signature());
    assertTrue(read.belongsTo(TestKeys.CHANNEL_ID, TestKeys.JDK));
    assertEquals(said, About.read(read.fields()));
    assertFalse(said.equals(about));
  }
}
