/**
 * The encryption of links: TLS 1.3 with certificates that nobody trusts for what they say. Knows nothing of peers'
 * sockets; who the other end is, its signed hello tells ({@link banyan.protocol.TlsBinding}).
 *
 * <p>Start with {@link banyan.tls.Encryption}.
 */
@NullMarked
package banyan.tls;

import org.jspecify.annotations.NullMarked;
