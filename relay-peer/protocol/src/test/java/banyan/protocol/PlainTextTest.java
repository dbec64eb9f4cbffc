package banyan.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlainTextTest {
  @Test
  void ordinaryTextOfAnyScriptStays() {
    for (String text : new String[] {
        "Früh \"am\" <b>Morgen</b> & mehr", "夜の番組", "برنامه‌های شب", "मौसम", "👩‍🚀 live"}) {
      assertEquals(text, PlainText.of(text));
    }
  }

  @Test
  void whatSteersOrTurnsOrCannotBeSeenGoes() {
    assertEquals("a b c", PlainText.of("  a\u0000\u001b\n\t b\u202e\u2067\ufeff\ue000c \u2028"));
    assertEquals("", PlainText.of("\u202e\u200b\u0007"));
    assertEquals("x y", PlainText.of("x\ud800y"));
    assertEquals("paypal", PlainText.of("pay\u200bpal"));
  }

  @Test
  void marksPileUpNoHigherThanScriptsNeed() {
    assertEquals("Z\u0301\u0302\u0303algo", PlainText.of("Z\u0301\u0302\u0303\u0304\u0305\u0306algo"));
    for (String between : new String[] {"\ufeff", "\u200d"}) {
      String piled = PlainText.of("Z" + ("\u0301" + between).repeat(50));
      assertTrue(piled.chars().filter(c -> c == 0x301).count() <= 3, piled);
    }
  }

  @Test
  void whatIsTooLongEndsWithAnEllipsis() {
    assertEquals("abcd", PlainText.of("abcd", 4));
    assertEquals("abc…", PlainText.of("abcde", 4));
    assertEquals("ab…", PlainText.of("ab cde", 4));
    assertEquals("ab…", PlainText.of("ab  cd", 3));
    assertEquals("! ! ! ! !…", PlainText.of("! ! ! ! ! !", 10));
    assertEquals("! ! ! ! !", PlainText.of("! ! ! ! !", 9));
    assertEquals("😀😀😀…", PlainText.of("😀".repeat(9), 4));
  }
}
