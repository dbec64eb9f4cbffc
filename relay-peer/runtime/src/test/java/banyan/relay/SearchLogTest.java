package banyan.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.ChannelId;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import banyan.relay.crypto.Ed25519Key;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person is told of a search for a parent that goes on and on. */
final class SearchLogTest {
  private static final long SECOND = 1_000_000;
  private static final PeerAddress THERE = PeerAddress.of(Endpoint.tcp("192.0.2.1", 7170));

  private final Logger logger = Logger.getLogger(SearchLog.class.getName());
  private final List<String> lines = new ArrayList<>();
  private final SearchLog log = new SearchLog(ChannelId.of(Ed25519Key.generate().publicKey()));
  private final Handler ear = new Handler() {
    @Override
    public void publish(LogRecord record) {
      lines.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };

  @BeforeEach
  void listen() {
    logger.addHandler(ear);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(ear);
    logger.setUseParentHandlers(true);
  }

  private void searchFor(int seconds, int links) {
    for (int second = 0; second <= seconds; second++) {
      log.look(second * SECOND, true, links, false);
    }
  }

  private void assertToldOnce(String part) {
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).contains(part), lines::toString);
  }

  @Test
  void aSearchThatIsOverSoonIsNotTalkedOf() {
    log.failed(THERE, CloseReason.CONNECTION_LOST);
    searchFor(1, 0);
    log.look(2 * SECOND, false, 1, false);
    searchFor(1, 0);
    assertEquals(List.of(), lines);
  }

  @Test
  void anAddressWhereNobodyIsIsNamedOnceASearch() {
    log.failed(THERE, CloseReason.CONNECTION_LOST);
    log.failed(THERE, CloseReason.CONNECTION_LOST);
    searchFor(30, 0);
    assertToldOnce("nobody answers at 192.0.2.1:7170");
    log.look(31 * SECOND, false, 1, false);
    log.failed(THERE, CloseReason.CONNECTION_LOST);
    searchFor(30, 0);
    assertEquals(2, lines.size(), lines::toString);
  }

  @Test
  void aPeerOfOtherChannelsIsAWrongLink() {
    log.failed(THERE, CloseReason.WRONG_CHANNEL);
    searchFor(4, 0);
    assertToldOnce("is not on this channel: ask the broadcaster for a new link");
  }

  @Test
  void whatSpeaksNoBanyanIsAWrongPort() {
    log.failed(THERE, CloseReason.MALFORMED);
    searchFor(4, 0);
    assertToldOnce("is that the port for peers?");
  }

  @Test
  void aFullTreeIsTold() {
    searchFor(4, 2);
    assertToldOnce("none has room");
  }

  @Test
  void nobodyToAskIsToldWithWhatToDo() {
    searchFor(4, 0);
    assertToldOnce("--parent HOST:PORT");
  }

  @Test
  void whileSomebodyMayStillAnswerItIsNotSaidThatThereIsNobody() {
    for (int second = 0; second <= 4; second++) {
      log.look(second * SECOND, true, 0, true);
    }
    assertEquals(List.of(), lines);
  }

  @Test
  void manyAddressesAreNotAllTold() {
    for (int i = 1; i < 100; i++) {
      log.failed(PeerAddress.of(Endpoint.tcp("192.0.2." + i, 7170)), CloseReason.CONNECTION_LOST);
    }
    searchFor(60, 0);
    assertTrue(lines.size() <= 6, lines::toString);
  }
}
