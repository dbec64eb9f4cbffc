package banyan.relay.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import banyan.protocol.Signature;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class RememberingVerifierTest {
  private final Ed25519Key key = Ed25519Key.generate();
  private final Ed25519Verifier ed25519 = new Ed25519Verifier();
  private int checks;
  private final RememberingVerifier verifier = new RememberingVerifier((by, message, signature) -> {
    checks++;
    return ed25519.verify(by, message, signature);
  }, 2);

  private boolean verify(Ed25519Key by, int message, Signature signature) {
    return verifier.verify(by.publicKey(), new byte[] {(byte) message}, signature);
  }

  @Test
  void whatIsGenuineIsCheckedOnceUntilNewerOnesHaveCome() {
    assertChecked(1, 1);
    assertChecked(0, 1);
    assertChecked(1, 2);
    assertChecked(0, 1);
    assertChecked(1, 3);
    assertChecked(0, 2);
    assertChecked(1, 1);
  }

  private void assertChecked(int times, int message) {
    int before = checks;
    assertTrue(verify(key, message, key.sign(new byte[] {(byte) message})));
    assertEquals(times, checks - before);
  }

  @Test
  void whoAsksWhileItIsCheckedWaitsForThat() throws Exception {
    Signature signature = key.sign(new byte[] {1});
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger counted = new AtomicInteger();
    RememberingVerifier slow = new RememberingVerifier((by, message, of) -> {
      counted.incrementAndGet();
      begun.countDown();
      await(goOn);
      return ed25519.verify(by, message, of);
    }, 2);
    FutureTask<Boolean> first = new FutureTask<>(() -> slow.verify(key.publicKey(), new byte[] {1}, signature));
    FutureTask<Boolean> second = new FutureTask<>(() -> slow.verify(key.publicKey(), new byte[] {1}, signature));
    new Thread(first).start();
    await(begun);
    Thread waiting = new Thread(second);
    waiting.start();
    Awaitility.await().until(() -> waiting.getState() == Thread.State.BLOCKED || counted.get() > 1);
    goOn.countDown();
    assertTrue(first.get());
    assertTrue(second.get());
    assertEquals(1, counted.get());
  }

  private static void await(CountDownLatch latch) {
    Awaitility.await().until(() -> latch.getCount() == 0);
  }

  @Test
  void anotherKeyMessageOrSignatureIsAnotherQuestion() {
    Signature signature = key.sign(new byte[] {1});
    assertTrue(verify(key, 1, signature));
    assertFalse(verify(key, 2, signature));
    assertFalse(verify(Ed25519Key.generate(), 1, signature));
    byte[] flipped = signature.toByteArray();
    flipped[5] ^= 1;
    assertFalse(verify(key, 1, Signature.of(flipped)));
    assertEquals(4, checks);
  }

  @Test
  void whatIsForgedIsCheckedEachTime() {
    Signature forged = Ed25519Key.generate().sign(new byte[] {1});
    assertFalse(verify(key, 1, forged));
    assertFalse(verify(key, 1, forged));
    assertEquals(2, checks);
  }

  @Test
  void whatIsDoneToTheArrayLaterChangesNothing() {
    byte[] message = {1};
    Signature signature = key.sign(message);
    assertTrue(verifier.verify(key.publicKey(), message, signature));
    message[0] = 2;
    assertFalse(verifier.verify(key.publicKey(), message, signature));
  }
}
