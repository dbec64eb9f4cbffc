package banyan.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the Linux kernel says of a process, in {@code /proc}. */
public record ProcessFigures(long pid) {
  /** USER_HZ, which every Linux has set to this for programs. */
  private static final double TICKS_PER_SECOND = 100;

  /** Used up so far, by all of its threads, in user and in kernel mode. */
  public double cpuSeconds() throws IOException {
    String stat = Files.readString(file("stat"));
    // Behind the name, which may hold anything: state is field 3, utime 14, stime 15.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Memory that is really there. */
  public long residentBytes() throws IOException {
    return 1_024 * number("VmRSS:");
  }

  public int threads() throws IOException {
    return (int) number("Threads:");
  }

  public int descriptors() throws IOException {
    try (Stream<Path> all = Files.list(file("fd"))) {
      return (int) all.count();
    }
  }

  private long number(String key) throws IOException {
    return number(Files.readAllLines(file("status")), key);
  }

  private static long number(List<String> lines, String key) throws IOException {
    for (String line : lines) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.substring(key.length()).trim().split(" ", -1)[0]);
      }
    }
    throw new IOException("no '" + key + "' in what the kernel tells of a process");
  }

  /** What the kernel holds for all TCP sockets of this machine. */
  public static long tcpSocketBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/net/sockstat"))) {
      if (line.startsWith("TCP:")) {
        String[] words = line.split(" ", -1);
        for (int i = 1; i + 1 < words.length; i += 2) {
          if (words[i].equals("mem")) {
            return 4_096 * Long.parseLong(words[i + 1]);
          }
        }
      }
    }
    throw new IOException("no TCP in /proc/net/sockstat");
  }

  private Path file(String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}
