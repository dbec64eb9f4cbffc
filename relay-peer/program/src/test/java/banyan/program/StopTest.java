package banyan.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopTest {
  private final Stop stop = new Stop();

  @Test
  void aTimeThatIsOverIsNoStop() throws Exception {
    assertFalse(stop.await(Duration.ofMillis(1)));
    assertFalse(stop.isRequested());
  }

  @Test
  void aRequestEndsTheWaitingOfAnotherThread() throws Exception {
    new Thread(stop::request).start();
    assertTrue(stop.await(Duration.ofSeconds(10)));
    stop.await();
  }

  @Test
  void aFailureComesOutOfTheWaiting() {
    stop.fail(new Failure("first"));
    stop.fail(new Failure("second"));
    stop.request();
    assertEquals("first", assertThrows(Failure.class, stop::await).getMessage());
  }

  @Test
  void whatFailsWhileTheProgramLeavesIsNoFailureOfIt() throws Exception {
    stop.request();
    stop.fail(new Failure("a link closed"));
    stop.await();
  }

  @Test
  void aTakenPortNamesThePortAndTheOption() {
    String sentence = String.valueOf(Failure.portTaken(7171, "--port", new java.net.BindException()).getMessage());
    assertTrue(sentence.contains("7171") && sentence.contains("--port"), sentence);
  }
}
