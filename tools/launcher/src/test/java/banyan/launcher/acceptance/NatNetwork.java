package banyan.launcher.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A home behind a router, and the rest of the world: three network namespaces, the router's with nftables that
 * masquerade what goes out and drop what nobody inside has asked for.
 *
 * <pre>
 *   home 10.77.1.2 ── 10.77.1.1 router 192.0.2.2 ── 192.0.2.1 world
 * </pre>
 *
 * Needs the rights to make namespaces. They are gone when it is closed.
 */
final class NatNetwork implements AutoCloseable {
  static final String WORLD = "192.0.2.1";
  static final String ROUTER = "192.0.2.2";
  static final String HOME = "10.77.1.2";

  private final String home;
  private final String router;
  private final String world;
  private final Path files;
  private int commands;

  private NatNetwork(Path files) {
    String run = "banyan" + ProcessHandle.current().pid();
    this.home = run + "h";
    this.router = run + "r";
    this.world = run + "w";
    this.files = files.toAbsolutePath();
  }

  static NatNetwork make(Path files) throws IOException {
    NatNetwork network = new NatNetwork(files);
    try {
      network.build();
    } catch (RuntimeException | IOException | AssertionError e) {
      network.close();
      throw e;
    }
    return network;
  }

  private void build() throws IOException {
    for (String name : List.of(home, router, world)) {
      run("ip", "netns", "add", name);
      run("ip", "-n", name, "link", "set", "lo", "up");
    }
    join(home, HOME, router, "10.77.1.1");
    join(world, WORLD, router, ROUTER);
    run("ip", "-n", home, "route", "add", "default", "via", "10.77.1.1");
    run("ip", "netns", "exec", router, "sysctl", "-qw", "net.ipv4.ip_forward=1");
    Path rules = files.resolve("router.nft");
    Files.writeString(rules, String.join("\n",
        "table ip nat {",
        "  chain out { type nat hook postrouting priority srcnat; ip saddr 10.77.1.0/24 masquerade; }",
        "}",
        "table ip filter {",
        "  chain through { type filter hook forward priority filter; policy drop;",
        "    ip saddr 10.77.1.0/24 accept; ct state established,related accept; }",
        "  chain in { type filter hook input priority filter; policy drop;",
        "    ip saddr 10.77.1.0/24 accept; ct state established,related accept; }",
        "}", ""));
    run("ip", "netns", "exec", router, "nft", "-f", rules.toString());
  }

  private void join(String one, String itsAddress, String other, String othersAddress) {
    String end = one + "0";
    String otherEnd = other + one.charAt(one.length() - 1);
    run("ip", "link", "add", end, "netns", one, "type", "veth", "peer", "name", otherEnd, "netns", other);
    run("ip", "-n", one, "address", "add", itsAddress + "/24", "dev", end);
    run("ip", "-n", other, "address", "add", othersAddress + "/24", "dev", otherEnd);
    run("ip", "-n", one, "link", "set", end, "up");
    run("ip", "-n", other, "link", "set", otherEnd, "up");
  }

  /** What a command begins with that is to run at home. */
  List<String> atHome() {
    return List.of("ip", "netns", "exec", home);
  }

  /** The same for the world. */
  List<String> inTheWorld() {
    return List.of("ip", "netns", "exec", world);
  }

  /** Fetches a page in the world, where loopback addresses are the world's. */
  String fetchInTheWorld(String url) {
    return run("ip", "netns", "exec", world, "curl", "-sS", "--max-time", "30", url);
  }

  /** Whether something in the world can connect to that address. */
  boolean isReachedFromTheWorld(String host, int port) {
    List<String> command = new ArrayList<>(inTheWorld());
    command.addAll(List.of("curl", "-s", "--connect-timeout", "1", "--max-time", "2", "http://" + host + ":" + port));
    try (OutsideProgram curl = OutsideProgram.start(files.resolve("reach-" + ++commands + ".log"), command)) {
      int code = curl.exitCode(LocalNetwork.SOON);
      boolean couldNotConnect = code == 7 || code == 28;
      return !couldNotConnect;
    }
  }

  private String run(String... command) {
    return OutsideProgram.run(files.resolve("network-" + ++commands + ".log"), List.of(command));
  }

  @Override
  public void close() {
    for (String name : List.of(home, router, world)) {
      try (OutsideProgram delete =
          OutsideProgram.start(files.resolve("network-" + ++commands + ".log"), List.of("ip", "netns", "del", name))) {
        delete.exitCode(LocalNetwork.SOON);
      }
    }
  }
}
