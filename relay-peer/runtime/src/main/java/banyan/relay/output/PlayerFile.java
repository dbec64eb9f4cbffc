package banyan.relay.output;

/** Small files that players open, and that name the address of a stream: what a double click can start. */
public final class PlayerFile {
  public static final String M3U_TYPE = "audio/x-mpegurl";
  public static final String PLS_TYPE = "audio/x-scpls";

  private PlayerFile() {}

  /** @param title may come from strangers */
  public static String m3u(String title, String url) {
    return "#EXTM3U\n#EXTINF:-1," + inOneLine(title) + "\n" + url + "\n";
  }

  /** @param title may come from strangers */
  public static String pls(String title, String url) {
    return "[playlist]\nNumberOfEntries=1\nFile1=" + url + "\nTitle1=" + inOneLine(title) + "\nLength1=-1\nVersion=2\n";
  }

  /** Another line would be another entry. */
  private static String inOneLine(String title) {
    return title.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ").strip();
  }
}
