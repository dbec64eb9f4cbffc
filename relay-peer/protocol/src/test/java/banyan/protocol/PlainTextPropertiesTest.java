package banyan.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PlainTextPropertiesTest {
  @Property
  void whateverWasWrittenIsOneLineThatSteersAndTurnsNothing(@ForAll String text) {
    String plain = PlainText.of(text);
    assertEquals(plain, PlainText.of(plain), "once is enough");
    assertEquals(plain, plain.strip());
    assertFalse(plain.codePoints().anyMatch(c -> Character.isISOControl(c) || c >= 0x202a && c <= 0x202e
        || c >= 0x2066 && c <= 0x2069 || Character.getType(c) == Character.SURROGATE), plain);
    String cut = PlainText.of(text, 10);
    assertTrue(cut.codePointCount(0, cut.length()) <= 10, cut);
  }
}
