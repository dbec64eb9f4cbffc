package banyan.churn.network;

import banyan.churn.scenario.PeerRecord;
import java.nio.file.Path;

/** A peer among many in a {@link Host}. */
final class HostedPeer extends Peer {
  private final Host host;

  HostedPeer(int number, PeerRecord.Role role, String upClass, Path trace, Host host) {
    super(number, role, upClass, trace);
    this.host = host;
  }

  @Override
  public String process() {
    return host.name();
  }

  @Override
  public void leave() {
    host.tell(number(), HostOrder.What.LEAVE);
  }

  @Override
  public void kill() {
    host.tell(number(), HostOrder.What.KILL);
  }

  @Override
  public void freeze() {
    host.tell(number(), HostOrder.What.FREEZE);
  }

  @Override
  public void thaw() {
    host.tell(number(), HostOrder.What.THAW);
  }

  @Override
  public long residentBytes() {
    return 0;
  }
}
