package banyan.tls;

import banyan.protocol.Bytes32;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * TLS 1.3 and nothing older, with a throwaway certificate on both sides and no session that is taken up again: by
 * BoringSSL, or by the JDK where there is no native library for this machine.
 */
public final class LinkTls {
  private static final Logger LOG = Logger.getLogger(LinkTls.class.getName());
  /** The JDK's ChaCha20 is ten times slower. BoringSSL takes AES too wherever the processor helps with it. */
  private static final List<String> JDK_SUITES = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384");
  /** A chunk's whole frame is taken at a time: its four records are made in one buffer, without a copy before. */
  private static final int WRAP_BYTES = 64 * 1024;
  /** What a close waits for the last bytes to leave. */
  private static final int CLOSE_MILLIS = 1_000;

  private final boolean isNative;
  private final Bytes32 keyHash;
  private final SslContext dialing;
  private final SslContext accepting;

  private LinkTls(SslProvider provider, ThrowawayCertificate own) throws SSLException {
    this.isNative = provider == SslProvider.OPENSSL;
    this.keyHash = ThrowawayCertificate.keyHash(own.certificate());
    this.dialing = context(SslContextBuilder.forClient().keyManager(own.key(), own.certificate()), provider);
    this.accepting = context(
        SslContextBuilder.forServer(own.key(), own.certificate()).clientAuth(ClientAuth.REQUIRE), provider);
  }

  private static SslContext context(SslContextBuilder builder, SslProvider provider) throws SSLException {
    builder.sslProvider(provider)
        .protocols("TLSv1.3")
        .trustManager(new AnyCertificate())
        // The key is in a store for a moment, in memory. Its usual kind is locked with ten thousand rounds of hashing,
        // which takes a fresh process 0.2 s each time.
        .keyStoreType("JKS")
        // Certificates name nobody: it is no host that is authenticated, but a key.
        .endpointIdentificationAlgorithm(null);
    return provider == SslProvider.JDK ? builder.ciphers(JDK_SUITES).build() : builder.build();
  }

  /** With a new certificate; takes some 50 ms in a fresh process. */
  static LinkTls make() {
    if (OpenSsl.isAvailable()) {
      try {
        return new LinkTls(SslProvider.OPENSSL, ThrowawayCertificate.make());
      } catch (SSLException e) {
        LOG.warning("Links are encrypted by the JDK, which takes more of the processor: " + e.getMessage() + ".");
      }
    } else {
      LOG.info("Links are encrypted by the JDK, which takes more of the processor: there is no native TLS library "
          + "for this machine (" + OpenSsl.unavailabilityCause().getMessage() + ").");
    }
    return makeByJdk();
  }

  /** Without native code. */
  public static LinkTls makeByJdk() {
    try {
      return new LinkTls(SslProvider.JDK, ThrowawayCertificate.make());
    } catch (SSLException e) {
      throw new IllegalStateException("every Java platform from 11 on has TLS 1.3", e);
    }
  }

  /**
   * A handshake in memory, for its side effect: the code that it takes is loaded and has run before the first link
   * wants it, beside whatever else a fresh process has to do.
   *
   * @return whether both ends were content
   */
  boolean rehearse() {
    SslHandler dialler = handler(true, UnpooledByteBufAllocator.DEFAULT);
    SslHandler acceptor = handler(false, UnpooledByteBufAllocator.DEFAULT);
    EmbeddedChannel dials = new EmbeddedChannel(dialler);
    EmbeddedChannel accepts = new EmbeddedChannel(acceptor);
    for (boolean goesOn = true; goesOn; ) {
      goesOn = pass(dials, accepts);
      goesOn |= pass(accepts, dials);
    }
    boolean agreed = dialler.handshakeFuture().isSuccess() && acceptor.handshakeFuture().isSuccess();
    dials.finishAndReleaseAll();
    accepts.finishAndReleaseAll();
    return agreed;
  }

  private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
    boolean any = false;
    for (Object bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
      to.writeInbound(bytes);
      any = true;
    }
    return any;
  }

  /** What stands between a socket and who speaks on it. */
  public SslHandler handler(boolean dials, ByteBufAllocator buffers) {
    SslHandler handler = (dials ? dialing : accepting).newHandler(buffers);
    // Whoever owns the connection has a deadline for the whole of its beginning.
    handler.setHandshakeTimeoutMillis(0);
    handler.setCloseNotifyFlushTimeoutMillis(CLOSE_MILLIS);
    handler.setCloseNotifyReadTimeoutMillis(0);
    if (isNative) {
      handler.setWrapDataSize(WRAP_BYTES);
    }
    return handler;
  }

  /** SHA-256 of this side's public key. */
  public Bytes32 keyHash() {
    return keyHash;
  }

  /** The same of the other side's, whose handshake is done: it has shown that it holds the private half. */
  public static Bytes32 theirKeyHash(SSLSession session) throws SSLPeerUnverifiedException {
    Certificate[] chain = session.getPeerCertificates();
    if (chain.length > 0 && chain[0] instanceof X509Certificate certificate) {
      return ThrowawayCertificate.keyHash(certificate);
    }
    throw new SSLPeerUnverifiedException("no X.509 certificate");
  }

  /** The same for sockets that block; of one that is made by the JDK. */
  public SSLContext sslContext() {
    if (dialing instanceof JdkSslContext byJdk) {
      return byJdk.context();
    }
    throw new IllegalStateException(provider() + " has none");
  }

  /** The library, for people. */
  public String provider() {
    return isNative ? "BoringSSL" : "JDK";
  }
}
