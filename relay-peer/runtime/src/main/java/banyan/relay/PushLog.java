package banyan.relay;

import banyan.protocol.ChannelLink;
import banyan.protocol.CloseReason;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Tells a broadcaster why a relay that it pushes to does not take the stream. Says each thing once until somebody takes
 * it. On the event loop only.
 */
final class PushLog {
  private static final Logger LOG = Logger.getLogger(PushLog.class.getName());
  private static final int MAX_TOLD = 8;

  private final ChannelLink link;
  private final Set<String> told = new LinkedHashSet<>();

  /** @param link of the channel, with the relays that are pushed to */
  PushLog(ChannelLink link) {
    this.link = link;
  }

  /** A dial has come to nothing. */
  void failed(PeerAddress to, CloseReason reason) {
    String address = to.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(", "));
    String sentence = sentence(address, reason);
    if (told.size() < MAX_TOLD && told.add(sentence)) {
      LOG.warning(sentence);
    }
  }

  private String sentence(String address, CloseReason reason) {
    return switch (reason) {
      case CONNECTION_LOST, SILENT -> "Nobody answers at " + address + ": is a relay running there? Trying on.";
      case WRONG_CHANNEL -> "The relay at " + address + " is not on this channel. Start one there with: banyan relay "
          + link + " --port " + port(address) + ". Trying on.";
      case MALFORMED, UNEXPECTED, WRONG_VERSION, BAD_PROOF -> "What listens at " + address
          + " does not speak Banyan's protocol: is that the relay's port for peers? Trying on.";
      case WRONG_TRANSPORT -> "Of this broadcaster and the relay at " + address + ", one encrypts its links and the "
          + "other was started with --plain: start both without it, or both with it.";
      case SELF -> "At " + address + " is this broadcaster itself: --push takes the address of a relay elsewhere.";
      default -> "The relay at " + address + " takes no link now (" + reason + "). Trying on.";
    };
  }

  private static String port(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }

  /** Somebody takes the stream: what goes wrong from now on is news again. */
  void childAdded() {
    told.clear();
  }
}
