package banyan.player.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.directory.ChannelPage;
import banyan.directory.ChannelQuery;
import banyan.directory.ChannelSummary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Indexes of which each answer is in the test's hands. */
class ChannelWatchTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ONE = "http://one:7190";
  private static final String OTHER = "http://other:7190";

  private record Question(String url, ChannelQuery query, CompletableFuture<ChannelPage> answer) {}

  private final List<Question> asked = new CopyOnWriteArrayList<>();
  private final List<ChannelList> told = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> questions = new ConcurrentHashMap<>();
  private final ChannelWatch watch = new ChannelWatch(
      url -> query -> {
        CompletableFuture<ChannelPage> answer = new CompletableFuture<>();
        asked.add(new Question(url, query, answer));
        questions.merge(url, 1, Integer::sum);
        return answer;
      }, told::add);

  @AfterEach
  void close() {
    watch.close();
  }

  private ChannelList last() {
    return told.get(told.size() - 1);
  }

  private Question question(int number) {
    Awaitility.await().atMost(SOON).until(() -> asked.size() > number);
    return asked.get(number);
  }

  private static ChannelPage page(ChannelSummary... channels) {
    return new ChannelPage(List.of(channels), channels.length, Optional.empty());
  }

  @Test
  void theListIsAskedAgainAndAgain() {
    watch.ask(List.of(ONE), "");
    question(0).answer().complete(page(Listed.summary('a', "First", 1, Listed.link('a'))));
    Awaitility.await().atMost(SOON).until(() -> last().channels().equals(List.of(Listed.channel('a', "First", 1))));
    question(1).answer().complete(page(Listed.summary('a', "First", 5, Listed.link('a'))));
    Awaitility.await().atMost(SOON).until(() -> last().channels().get(0).viewers() == 5);
  }

  @Test
  void whatAnIndexSaysWrongIsLeftOut() {
    watch.ask(List.of(ONE), "");
    question(0).answer().complete(page(
        Listed.summary('a', "No link", 1, "http://example.org/"),
        Listed.summary('b', "Another's link", 1, Listed.link('c')),
        Listed.summary('d', "\u202egnol\u0000" + "x".repeat(500), -7, Listed.link('d'))));
    Awaitility.await().atMost(SOON).until(() -> last().channels().size() == 1);
    ListedChannel only = last().channels().get(0);
    assertTrue(only.title().startsWith("gnol xxx") && only.title().endsWith("…"), only.title());
    assertEquals(0, only.viewers());
  }

  @Test
  void anIndexThatFailsKeepsItsLastListAndSaysWhy() {
    watch.ask(List.of(ONE, OTHER), "");
    question(1);
    for (Question question : asked) {
      question.answer().complete(page(Listed.summary('a', "On both", 1, Listed.link('a'))));
    }
    Awaitility.await().atMost(SOON).until(() -> questions.getOrDefault(OTHER, 0) == 2);
    asked.stream().skip(2).filter(q -> q.url().equals(OTHER)).findFirst().orElseThrow().answer()
        .completeExceptionally(new IllegalStateException("The index at http://other:7190 did not answer."));
    Awaitility.await().atMost(SOON).until(
        () -> last().problems().equals(List.of("The index at http://other:7190 did not answer.")));
    assertEquals(1, last().indexes().get(1).channels().size());
  }

  @Test
  void anAnswerToAnOlderSearchCountsNoMore() {
    watch.ask(List.of(ONE), "old");
    Question old = question(0);
    assertEquals("old", old.query().text());
    watch.ask(List.of(ONE), " new ");
    Question now = question(1);
    assertEquals("new", now.query().text());
    old.answer().complete(page(Listed.summary('a', "Old", 1, Listed.link('a'))));
    now.answer().complete(page(Listed.summary('b', "New", 1, Listed.link('b'))));
    Awaitility.await().atMost(SOON).until(() -> !last().channels().isEmpty());
    assertEquals(List.of("New"), told.stream().flatMap(l -> l.channels().stream()).map(ListedChannel::title).toList());
  }
}
