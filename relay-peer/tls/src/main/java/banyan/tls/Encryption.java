package banyan.tls;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Whether a peer's links are encrypted. What that takes is made in the background, once a process. */
public final class Encryption {
  /** Links in clear text: for who was told to. */
  public static final Encryption NONE = new Encryption(null);

  private static final Logger LOG = Logger.getLogger(Encryption.class.getName());

  /** Apart, so that it is begun by the first who asks. */
  private static final class OfThisProcess {
    static final Encryption IT = new Encryption(begin());
  }

  private final @Nullable CompletableFuture<LinkTls> tls;

  private Encryption(@Nullable CompletableFuture<LinkTls> tls) {
    this.tls = tls;
  }

  /** TLS by a certificate that all peers of this process show. The first call begins to make it. */
  public static Encryption ofThisProcess() {
    return OfThisProcess.IT;
  }

  public static Encryption by(LinkTls tls) {
    return new Encryption(CompletableFuture.completedFuture(tls));
  }

  /** A thread of its own: the first keys and the native library take some 50 ms of a core. */
  private static CompletableFuture<LinkTls> begin() {
    CompletableFuture<LinkTls> made = new CompletableFuture<>();
    Thread thread = new Thread(
        () -> {
          try {
            LinkTls tls = LinkTls.make();
            made.complete(tls);
            if (!tls.rehearse()) {
              LOG.warning("Links that are encrypted by " + tls.provider() + " may not work on this machine.");
            }
          } catch (RuntimeException | LinkageError e) {
            made.completeExceptionally(e);
          }
        },
        "banyan-tls");
    thread.setDaemon(true);
    thread.start();
    return made;
  }

  public boolean isOn() {
    return tls != null;
  }

  /** Soon there; to be asked only if it {@link #isOn}. */
  public CompletableFuture<LinkTls> tls() {
    if (tls == null) {
      throw new IllegalStateException("these links are not encrypted");
    }
    return tls;
  }

  /** The library that does it, for people; empty until it is there. */
  public Optional<String> provider() {
    return tls == null || !tls.isDone() || tls.isCompletedExceptionally()
        ? Optional.empty() : Optional.of(tls.join().provider());
  }
}
