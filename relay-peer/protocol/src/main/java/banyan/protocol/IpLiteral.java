package banyan.protocol;

import org.jspecify.annotations.Nullable;

/** IP addresses as text and as bytes, without asking a resolver (and without {@code java.net}). */
final class IpLiteral {
  private IpLiteral() {}

  static boolean isIpv4(String text) {
    return ipv4(text) != null;
  }

  static boolean isIpv6(String text) {
    return ipv6(text) != null;
  }

  /** Four decimal numbers; null if it is none. */
  static byte @Nullable [] ipv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] out = new byte[4];
    for (int i = 0; i < 4; i++) {
      String part = parts[i];
      if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return null;
      }
      int value = Integer.parseInt(part);
      if (value > 255) {
        return null;
      }
      out[i] = (byte) value;
    }
    return out;
  }

  /** RFC 4291, section 2.2, without the mixed IPv4 form and without zones; null if it is none. */
  static byte @Nullable [] ipv6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    int[] groups = new int[8];
    if (gap < 0) {
      return fill(text, groups, 0) == 8 ? bytes(groups) : null;
    }
    String before = text.substring(0, gap);
    String after = text.substring(gap + 2);
    int[] tail = new int[8];
    int head = before.isEmpty() ? 0 : fill(before, groups, 0);
    int end = after.isEmpty() ? 0 : fill(after, tail, 0);
    if (head < 0 || end < 0 || head + end > 7) {
      return null;
    }
    System.arraycopy(tail, 0, groups, 8 - end, end);
    return bytes(groups);
  }

  /** Reads groups split by single colons; returns how many, or −1. */
  private static int fill(String text, int[] groups, int from) {
    String[] parts = text.split(":", -1);
    if (from + parts.length > 8) {
      return -1;
    }
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (part.isEmpty() || part.length() > 4 || !part.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
        return -1;
      }
      groups[from + i] = Integer.parseInt(part, 16);
    }
    return from + parts.length;
  }

  private static byte[] bytes(int[] groups) {
    byte[] out = new byte[16];
    for (int i = 0; i < 8; i++) {
      out[2 * i] = (byte) (groups[i] >>> 8);
      out[2 * i + 1] = (byte) groups[i];
    }
    return out;
  }

  /** Four bytes give dotted decimals, sixteen the eight groups in full: equal bytes, equal text. */
  static String text(byte[] address) {
    StringBuilder out = new StringBuilder();
    if (address.length == 4) {
      for (byte b : address) {
        out.append(out.isEmpty() ? "" : ".").append(b & 0xff);
      }
    } else {
      for (int i = 0; i < 16; i += 2) {
        out.append(i == 0 ? "" : ":").append(Integer.toHexString((address[i] & 0xff) << 8 | (address[i + 1] & 0xff)));
      }
    }
    return out.toString();
  }
}
