/**
 * What a channel index is asked and answers, and which peers it names to whom.
 *
 * <p>Start with {@link banyan.directory.DirectoryClient} (the questions), then
 * {@link banyan.directory.CandidateSelection} (who is named). The JSON of the records here is the index's API; it is
 * written down for other implementations in {@code relay-peer/docs/index-api.md}.
 */
@NullMarked
package banyan.directory;

import org.jspecify.annotations.NullMarked;
