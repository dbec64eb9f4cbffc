package banyan.churn;

import java.nio.file.Path;

/** A peer among many in a {@link Host}. */
final class HostedPeer extends Peer {
  private final Host host;

  HostedPeer(int number, PeerRecord.Role role, String upClass, Path trace, Host host) {
    super(number, role, upClass, trace);
    this.host = host;
  }

  @Override
  String process() {
    return host.name();
  }

  @Override
  void leave() {
    host.tell(number(), HostOrder.What.LEAVE);
  }

  @Override
  void kill() {
    host.tell(number(), HostOrder.What.KILL);
  }

  @Override
  void freeze() {
    host.tell(number(), HostOrder.What.FREEZE);
  }

  @Override
  void thaw() {
    host.tell(number(), HostOrder.What.THAW);
  }

  @Override
  long residentBytes() {
    return 0;
  }
}
