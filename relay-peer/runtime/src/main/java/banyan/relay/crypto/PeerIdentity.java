package banyan.relay.crypto;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The key by which other peers know this one, held for as long as the process uses it: two peers with one key would
 * take each other for themselves.
 */
public final class PeerIdentity implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PeerIdentity.class.getName());

  private final Ed25519Key key;
  private final @Nullable FileChannel lock;

  private PeerIdentity(Ed25519Key key, @Nullable FileChannel lock) {
    this.key = key;
    this.lock = lock;
  }

  /** One that ends with this process. */
  public static PeerIdentity throwaway() {
    return new PeerIdentity(Ed25519Key.generate(), null);
  }

  /**
   * The one in this file, which is made if there is none.
   *
   * @throws KeyFileException with a sentence, also if another program uses it now
   */
  public static PeerIdentity in(Path file) throws KeyFileException {
    Ed25519Key key = KeyFile.loadOrCreate(file, KeyFile.Use.PEER);
    FileChannel lock = KeyFile.lock(file, KeyFile.Use.PEER).orElseThrow(() -> new KeyFileException(
        "The peer identity " + file + " is in use by another Banyan program: name another file for this one."));
    return new PeerIdentity(key, lock);
  }

  /** The one that this user's peers have; a throwaway one where another has it now, or it cannot be kept. */
  public static PeerIdentity usual() {
    Path file = Path.of(System.getProperty("user.home", "."), ".banyan", "identity.key");
    try {
      return in(file);
    } catch (KeyFileException e) {
      LOG.fine(() -> "A throwaway identity is used: " + e.getMessage());
      return throwaway();
    }
  }

  /** The one in the file that a person named, or the usual one. */
  public static PeerIdentity asked(Optional<Path> file) throws KeyFileException {
    return file.isPresent() ? in(file.get()) : usual();
  }

  public Ed25519Key key() {
    return key;
  }

  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException e) {
      LOG.fine(() -> "A key file was not closed well: " + e.getMessage());
    }
  }
}
