package banyan.launcher.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A Debian of this machine's release with no more in it than every Debian has, in a folder: debootstrap makes it, from
 * where this machine's apt gets its packages. What runs there has this machine's network and screens.
 *
 * <p>Needs root's rights. Each command that enters it does so in a mount namespace of its own, so that what is mounted
 * there is gone with the command, however that ends.
 */
final class MinimalDebian implements AutoCloseable {
  private static final String ENTER = "mount -t proc proc \"$1/proc\" && mount --rbind /dev \"$1/dev\" || exit 1;"
      + " to=$1; user=$2; shift 2; exec chroot --userspec=\"$user\" \"$to\" \"$@\"";
  private static final String ROOT = "root";
  private static final String USER = "viewer";
  private static final String HOME = "/srv/" + USER;
  /** It downloads 100 MB or so, and a line may be slow. */
  private static final Duration DONE_WITHIN = Duration.ofMinutes(15);

  private final Path files;
  private final Path folder;
  private int commands;

  private MinimalDebian(Path files) {
    this.files = files.toAbsolutePath();
    this.folder = this.files.resolve("debian");
  }

  /** @param files where it and what its commands say are to be */
  static MinimalDebian make(Path files) throws IOException {
    MinimalDebian debian = new MinimalDebian(files);
    try {
      debian.close();
      debian.build();
    } catch (RuntimeException | IOException | AssertionError e) {
      debian.close();
      throw e;
    }
    return debian;
  }

  private void build() throws IOException {
    String release = release();
    outside("unshare", "--mount", "debootstrap", "--variant=minbase", release, folder.toString(), mirror(release));
    // No service is to begin here.
    Path policy = path("/usr/sbin/policy-rc.d");
    Files.writeString(policy, "#!/bin/sh\nexit 101\n");
    Files.setPosixFilePermissions(policy, PosixFilePermissions.fromString("rwxr-xr-x"));
    outside("sh", "-c", "apt-config dump | grep '^Acquire::' >\"$1\"", "sh",
        path("/etc/apt/apt.conf.d/90as-outside").toString());
    run("useradd", "--create-home", "--home-dir", HOME, USER);
    run("apt-get", "-q", "update");
  }

  private static String release() throws IOException {
    Properties system = new Properties();
    try (var in = Files.newBufferedReader(Path.of("/etc/os-release"))) {
      system.load(in);
    }
    String release = system.getProperty("VERSION_CODENAME");
    if (release == null) {
      throw new AssertionError("/etc/os-release names no VERSION_CODENAME: this part needs a Debian");
    }
    return release;
  }

  private String mirror(String release) {
    return outside("apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)", "Identifier: Packages").lines()
        .filter(line -> line.startsWith(release + " ")).map(line -> line.substring(release.length() + 1)).findFirst()
        .orElseThrow(() -> new AssertionError("apt has no source for " + release + ": see apt-get indextargets"));
  }

  /** Installs a package from a file as a person would, with all that it depends on and recommends. */
  void install(Path debianPackage) throws IOException {
    Path inside = path("/tmp").resolve(String.valueOf(debianPackage.getFileName()));
    Files.copy(debianPackage, inside);
    run("apt-get", "-q", "-y", "install", "/tmp/" + inside.getFileName());
    Files.delete(inside);
  }

  /** Runs a command as root to its end, which must be a good one; returns what it said. */
  String run(String... command) {
    return outside(enter(ROOT, List.of("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive"),
        command).toArray(String[]::new));
  }

  /**
   * The command that runs another as an ordinary user.
   *
   * @param environment such as {@code DISPLAY=:1}
   */
  List<String> asUser(List<String> environment, String... command) {
    List<String> variables = new ArrayList<>(List.of("PATH=/usr/bin:/bin", "HOME=" + HOME, "LANG=C.UTF-8"));
    variables.addAll(environment);
    return enter(USER, variables, command);
  }

  private List<String> enter(String user, List<String> environment, String... command) {
    List<String> all = new ArrayList<>(
        List.of("unshare", "--mount", "sh", "-c", ENTER, "sh", folder.toString(), user, "env", "-i"));
    all.addAll(environment);
    all.addAll(List.of(command));
    return all;
  }

  private String outside(String... command) {
    return OutsideProgram.run(files.resolve("debian-" + ++commands + ".log"), DONE_WITHIN, List.of(command));
  }

  /** Where a file of it is, seen from outside. */
  Path path(String inside) {
    return folder.resolve(inside.substring(1));
  }

  /** The ordinary user's home, seen from outside. */
  Path home() {
    return path(HOME);
  }

  /** Removes it. All that ran there must have ended. */
  @Override
  public void close() {
    outside("rm", "-rf", "--one-file-system", folder.toString());
  }
}
