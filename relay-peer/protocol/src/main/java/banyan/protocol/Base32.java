package banyan.protocol;

/**
 * Base32 (RFC 4648, section 6) in lower case without padding: survives host names, URLs, phone calls and a double
 * click.
 */
final class Base32 {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private Base32() {}

  static String encode(byte[] bytes) {
    StringBuilder out = new StringBuilder((bytes.length * 8 + 4) / 5);
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      held = (held << 8) | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        out.append(ALPHABET.charAt((held >>> bits) & 31));
      }
    }
    if (bits > 0) {
      out.append(ALPHABET.charAt((held << (5 - bits)) & 31));
    }
    return out.toString();
  }

  /** @throws IllegalArgumentException if a character is no Base32 digit, or the text is not exactly that long */
  static byte[] decode(String text, int length) {
    if (text.length() != (length * 8 + 4) / 5) {
      throw new IllegalArgumentException(
          "it has " + text.length() + " characters instead of " + (length * 8 + 4) / 5);
    }
    byte[] out = new byte[length];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = digit(text.charAt(i));
      if (digit < 0) {
        throw new IllegalArgumentException("'" + text.charAt(i) + "' is none of a-z, 2-7");
      }
      held = (held << 5) | digit;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out[at++] = (byte) (held >>> bits);
      }
      held &= (1 << bits) - 1;
    }
    if (held != 0) {
      throw new IllegalArgumentException("its last character carries bits that belong to nothing");
    }
    return out;
  }

  /** Only ASCII has two cases here: other letters have lower-case forms too, some of them in ASCII, or several long. */
  private static int digit(char c) {
    return ALPHABET.indexOf(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
}
