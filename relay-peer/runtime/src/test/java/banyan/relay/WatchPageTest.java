package banyan.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.http.Answer;
import banyan.http.Request;
import banyan.protocol.About;
import banyan.protocol.Detail;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WatchPageTest {
  /** Files that a page, a style or a script names. */
  private static final Pattern NAMED = Pattern.compile("(?:\"/page/|from \"\\./|load\\(\")([^\"]+)\"");
  private static final Set<String> FROM_NPM = Set.of("mpegts.js", "hls.light.min.js");

  @Test
  void everythingThatThePageNamesCanBeHad() {
    Map<String, Answer.Whole> files = new LinkedHashMap<>();
    Deque<String> texts = new ArrayDeque<>();
    texts.add(text(WatchPage.page(About.NOTHING)));
    while (!texts.isEmpty()) {
      Matcher named = NAMED.matcher(texts.remove());
      while (named.find()) {
        String name = String.valueOf(named.group(1));
        if (!files.containsKey(name)) {
          Answer.Whole file = file(name);
          files.put(name, file);
          if (!FROM_NPM.contains(name)) {
            texts.add(text(file));
          }
        }
      }
    }
    assertTrue(files.keySet().containsAll(FROM_NPM), files.keySet()::toString);
    assertTrue(files.size() > 8, files.keySet()::toString);
    files.forEach((name, file) -> {
      if (!FROM_NPM.contains(name)) {
        assertEquals(200, file.status(), name);
      } else if (file.status() != 200) {
        assertTrue(text(file).contains("install npm"), name);
      }
    });
  }

  @Test
  void nothingIsGotFromElsewhereAndNoScriptStandsInThePage() {
    for (Answer page : Set.of(WatchPage.page(About.NOTHING), WatchPage.unknownChannel())) {
      String policy = page.headers().getOrDefault("content-security-policy", "");
      assertTrue(policy.startsWith("default-src 'none'; script-src 'self'"), policy);
      assertFalse(policy.contains("unsafe"), policy);
      String html = text(page);
      assertFalse(html.contains("http://") || html.contains("https://"), html);
      assertFalse(Pattern.compile("<script(?![^>]* src=)|<style|\\sstyle=|\\son\\w+=").matcher(html).find(), html);
    }
  }

  @Test
  void picturesComeFromThisPeerAndFromWhereThePosterIs() {
    About about = About.titled("t");
    assertTrue(policy(about).endsWith("; img-src 'self' data:"), policy(about));
    About withPoster = about.with(Detail.POSTER, "https://example.org:8443/a/b.jpg?x=/y");
    assertEquals(policy(about) + " https://example.org:8443", policy(withPoster));
  }

  private static String policy(About about) {
    return WatchPage.page(about).headers().getOrDefault("content-security-policy", "");
  }

  @Test
  void theSamePageSaysThatAChannelIsNotHere() {
    assertEquals(404, WatchPage.unknownChannel().status());
    assertTrue(text(WatchPage.unknownChannel()).contains("<body data-unknown>"));
    assertFalse(text(WatchPage.page(About.NOTHING)).contains("data-unknown"));
  }

  @Test
  void otherFilesAreNotServed() {
    for (String name : Set.of("../RelayPeer.class", "watch.html", "")) {
      assertEquals(404, file(name).status(), name);
    }
  }

  private static Answer.Whole file(String name) {
    return (Answer.Whole) WatchPage.file(new Request(
        "GET", "/page/" + name, Map.of("file", name), Map.of(), new DefaultHttpHeaders(), new byte[0],
        InetSocketAddress.createUnresolved("127.0.0.1", 1)));
  }

  private static String text(Answer answer) {
    return new String(((Answer.Whole) answer).body(), StandardCharsets.UTF_8);
  }
}
