package banyan.directory;

import java.util.Objects;

/**
 * One channel on air.
 *
 * @param record lets the asker check what the index says
 */
public record ChannelDetails(ChannelSummary summary, SignedChannelRecord record) {
  public ChannelDetails {
    Objects.requireNonNull(summary, "the summary is missing");
    Objects.requireNonNull(record, "the record is missing");
  }
}
