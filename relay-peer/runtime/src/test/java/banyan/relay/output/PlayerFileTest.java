package banyan.relay.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class PlayerFileTest {
  private static final String URL = "http://127.0.0.1:7180/live/c.ts";

  @Test
  void bothKindsNameTheStream() {
    assertEquals("#EXTM3U\n#EXTINF:-1,My channel\n" + URL + "\n", PlayerFile.m3u("My channel", URL));
    assertEquals("""
        [playlist]
        NumberOfEntries=1
        File1=http://127.0.0.1:7180/live/c.ts
        Title1=My channel
        Length1=-1
        Version=2
        """, PlayerFile.pls("My channel", URL));
  }

  @Test
  void aTitleCannotAddAnEntry() {
    assertEquals("#EXTM3U\n#EXTINF:-1,a http://elsewhere/\n" + URL + "\n",
        PlayerFile.m3u("a\r\nhttp://elsewhere/\n", URL));
  }
}
