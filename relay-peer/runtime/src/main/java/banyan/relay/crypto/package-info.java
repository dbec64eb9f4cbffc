/**
 * Signatures and the files that keys are kept in: the one package that knows BouncyCastle.
 *
 * <p>Start with {@link banyan.relay.crypto.KeyFile} for where a key comes from, and with
 * {@link banyan.relay.crypto.SignedChunkVerifier} for what is asked of it most.
 */
@NullMarked
package banyan.relay.crypto;

import org.jspecify.annotations.NullMarked;
