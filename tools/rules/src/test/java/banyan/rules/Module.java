package banyan.rules;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * Every module: where it is, its package, and which others it may know. The order is the order of the floors: arrows
 * point down, to modules further up in this list. A new module is one line here and one in this module's pom.
 */
enum Module {
  TESTING("tools/testing", "testing"),
  PROTOCOL("relay-peer/protocol", "protocol"),
  NODE("relay-peer/node", "node", PROTOCOL),
  DIRECTORY("relay-peer/directory", "directory", PROTOCOL),
  PROGRAM("relay-peer/program", "program", PROTOCOL),
  HTTP("relay-peer/http", "http"),
  TLS("relay-peer/tls", "tls", PROTOCOL),
  RUNTIME("relay-peer/runtime", "relay", PROTOCOL, NODE, DIRECTORY, PROGRAM, HTTP, TLS),
  CHANNEL_INDEX("channel-index", "index", PROTOCOL, DIRECTORY, PROGRAM, HTTP, TLS),
  BROADCASTER("broadcaster", "broadcast", PROTOCOL, NODE, DIRECTORY, PROGRAM, HTTP, TLS, RUNTIME, CHANNEL_INDEX),
  PLAYER("player", "player", PROTOCOL, NODE, DIRECTORY, PROGRAM, HTTP, TLS, RUNTIME),
  SIMULATOR("tools/simulator", "simulator", PROTOCOL, NODE, DIRECTORY, PROGRAM),
  CHURN(
      "tools/churn", "churn", PROTOCOL, NODE, DIRECTORY, PROGRAM, HTTP, TLS, RUNTIME, CHANNEL_INDEX, BROADCASTER),
  BENCHMARKS(
      "tools/benchmarks", "bench", PROTOCOL, NODE, DIRECTORY, PROGRAM, HTTP, TLS, RUNTIME, CHANNEL_INDEX, BROADCASTER,
      SIMULATOR),
  LAUNCHER(
      "tools/launcher", "launcher", PROTOCOL, NODE, DIRECTORY, PROGRAM, HTTP, TLS, RUNTIME, CHANNEL_INDEX, BROADCASTER,
      PLAYER, SIMULATOR, CHURN, BENCHMARKS);

  /** Those whose logic runs unchanged in virtual time: the JDK and JSpecify alone, no clock, no chance, no sockets. */
  static final Set<Module> PURE = EnumSet.of(PROTOCOL, NODE);

  final String folder;
  private final String packageName;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of makes one that cannot be changed
  private final Set<Module> mayKnow;

  Module(String folder, String packageName, Module... mayKnow) {
    this.folder = folder;
    this.packageName = packageName;
    this.mayKnow = Set.of(mayKnow);
  }

  /** @param base the package that all modules' packages are in: {@code banyan}, or the fixture's */
  String packageIn(String base) {
    return base + "." + packageName;
  }

  Set<Module> mayKnow() {
    return mayKnow;
  }

  boolean exists() {
    return Files.exists(Repository.ROOT.resolve(folder).resolve("pom.xml"));
  }

  Path sources() {
    return Repository.ROOT.resolve(folder).resolve("src/main/java");
  }
}
