package banyan.directory;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A part of the list of channels on air, most viewers first.
 *
 * @param total how many the query finds in all
 * @param next asks for the rest of the list; empty at its end
 */
public record ChannelPage(List<ChannelSummary> channels, int total, Optional<String> next) {
  public ChannelPage {
    Objects.requireNonNull(channels, "the channels are missing");
    channels = List.copyOf(channels);
  }
}
