package banyan.relay.crypto;

import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import banyan.protocol.SignatureVerifier;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * For a process with many peers: what one of them has found genuine none of the others checks again, not even those
 * who ask while it is being checked (children of one parent get a chunk in the same moment): they wait. To be
 * remembered key, message and signature have to be the same to the last byte. May be used from any thread.
 */
public final class RememberingVerifier implements SignatureVerifier {
  /** Checks that go on at once, by and large: whoever asks about another signature seldom waits. */
  private static final int CHECKS_AT_ONCE = 64;

  private record Checked(PublicKey key, ByteBuffer message, Signature signature) {}

  private final SignatureVerifier verifier;
  private final Object[] turns = Stream.generate(Object::new).limit(CHECKS_AT_ONCE).toArray();
  private final Set<Checked> genuine;

  /** @param remembered how many of the newest genuine ones, more than 0 */
  public RememberingVerifier(SignatureVerifier verifier, int remembered) {
    this.verifier = verifier;
    this.genuine = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<Checked, Boolean> eldest) {
        return size() > remembered;
      }
    }));
  }

  @Override
  public boolean verify(PublicKey key, byte[] message, Signature signature) {
    Checked asked = new Checked(key, ByteBuffer.wrap(message.clone()), signature);
    if (genuine.contains(asked)) {
      return true;
    }
    synchronized (turns[Math.floorMod(signature.hashCode(), turns.length)]) {
      if (genuine.contains(asked)) {
        return true;
      }
      boolean isGenuine = verifier.verify(key, message, signature);
      if (isGenuine) {
        genuine.add(asked);
      }
      return isGenuine;
    }
  }
}
