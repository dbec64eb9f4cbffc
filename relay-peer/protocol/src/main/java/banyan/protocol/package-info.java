/**
 * What peers say to each other: ids, chunks, messages, the one codec, and every limit.
 *
 * <p>Start with {@link banyan.protocol.Message} (the message set), then {@link banyan.protocol.Chunk} (what carries
 * media) and {@link banyan.protocol.Limits}. This package knows no sockets, no clock and no cryptography library: it
 * says which bytes are signed, and leaves signing to {@link banyan.protocol.Signer}. The byte layout is written down
 * for other implementations in {@code relay-peer/docs/wire.md}.
 */
@NullMarked
package banyan.protocol;

import org.jspecify.annotations.NullMarked;
