package banyan.broadcast.console;

import banyan.broadcast.chunks.SourceFigures;
import banyan.broadcast.control.Announcement;
import banyan.relay.RelayPeer;
import banyan.relay.RootSession;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The channel that a console looks at.
 *
 * @param recipe what encoders are to be told; empty for a source without encoders
 */
public record OnAir(
    RelayPeer peer, RootSession root, Announcement announcement, Supplier<SourceFigures> source,
    Optional<EncoderRecipe> recipe) {}
