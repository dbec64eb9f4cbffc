package banyan.player.shelf;

import banyan.player.channels.Listed;

/** Channels to keep. */
final class Saved {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

  private Saved() {}

  static SavedChannel channel(char letter, String title, long unixMillis) {
    return new SavedChannel(Listed.link(letter), title, unixMillis);
  }

  static SavedChannel numbered(int number, String title, long unixMillis) {
    String id = "" + LETTERS.charAt(number >> 5 & 31) + LETTERS.charAt(number & 31) + "a".repeat(50);
    return new SavedChannel("banyan://127.0.0.1:7170/" + id, title, unixMillis);
  }
}
