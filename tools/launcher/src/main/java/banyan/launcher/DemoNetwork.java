package banyan.launcher;

import banyan.protocol.ChannelLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A small network on this computer's loopback: index, broadcaster, relays, viewer. */
abstract class DemoNetwork implements AutoCloseable {
  /** Enough to make a tree of the few that there are. */
  static final int CHILDREN_EACH = 2;
  /** Bits a second; more than two children of any test pattern take. */
  static final long UPLOAD_EACH = 100_000_000;
  static final String TITLE = "Banyan demo";

  /**
   * One peer.
   *
   * @param name for people
   * @param httpUrl where it says how it is
   */
  record Member(String name, String httpUrl) {}

  private final List<Member> members = new ArrayList<>();

  /** Starts them all, the root first, the viewer last. */
  final void start(String source, int relays, int viewerHttpPort) throws Exception {
    startIndex();
    members.add(new Member("broadcaster", startBroadcaster(source)));
    for (String url : startRelays(relays)) {
      members.add(new Member("relay " + members.size(), url));
    }
    members.add(new Member("viewer", startViewer(viewerHttpPort)));
  }

  abstract void startIndex() throws Exception;

  /** @return its HTTP address, as for the others */
  abstract String startBroadcaster(String source) throws Exception;

  abstract List<String> startRelays(int count) throws Exception;

  abstract String startViewer(int httpPort) throws Exception;

  abstract ChannelLink link();

  abstract String indexUrl();

  abstract Optional<String> encodersSendTo();

  final List<Member> members() {
    return List.copyOf(members);
  }

  final Member viewer() {
    return members.get(members.size() - 1);
  }

  @Override
  public abstract void close();
}
