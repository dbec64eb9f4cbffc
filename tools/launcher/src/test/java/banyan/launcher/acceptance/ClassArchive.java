package banyan.launcher.acceptance;

import banyan.launcher.BanyanMain;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The class path of a test's processes, with the classes of a small network in an archive that Java maps into memory,
 * as {@code tools/banyan} has it: each process is there in half the time. It is made once for all tests, and left out
 * where a module is a folder and no jar yet, as an IDE has it.
 */
final class ClassArchive {
  private static final Path FOLDER = Path.of("target", "class-archive").toAbsolutePath();
  private static final int MADE_WITHIN_SECONDS = 120;
  private static final List<String> CLASS_PATH =
      List.of(System.getProperty("java.class.path").split(File.pathSeparator));

  private static final List<String> OPTIONS = options();

  private ClassArchive() {}

  /** Of Java: the class path, and the archive if there is one. */
  static List<String> javaOptions() {
    return OPTIONS;
  }

  private static List<String> options() {
    List<String> plain = List.of("-cp", String.join(File.pathSeparator, CLASS_PATH));
    List<String> jars = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    CLASS_PATH.forEach(entry -> (entry.endsWith(".jar") ? jars : folders).add(entry));
    List<String> own = folders.stream().filter(folder -> folder.endsWith("classes")).toList();
    if (own.size() != 2 || folders.size() != 2) {
      return plain;
    }
    try {
      Files.createDirectories(FOLDER);
      Path programs = FOLDER.resolve("banyan.jar");
      Path archive = FOLDER.resolve("classes.jsa");
      Files.deleteIfExists(archive);
      for (String folder : own) {
        if (!folder.endsWith("test-classes")) {
          pack(Path.of(folder), programs);
        }
      }
      jars.add(0, programs.toString());
      String path = String.join(File.pathSeparator, jars);
      if (!archive(path, archive)) {
        return plain;
      }
      // What was archived comes first; tests have programs of their own.
      List<String> all = new ArrayList<>(List.of(
          "-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-cp"));
      all.add(path + File.pathSeparator + String.join(File.pathSeparator, own));
      return List.copyOf(all);
    } catch (IOException e) {
      throw new IllegalStateException("no class archive in " + FOLDER, e);
    }
  }

  private static void pack(Path folder, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(folder.relativize(file).toString()));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
  }

  /** Runs a small network, and keeps what it has loaded. */
  private static boolean archive(String path, Path archive) throws IOException {
    List<String> command = new ArrayList<>(BanyanProcess.JAVA);
    command.addAll(List.of(
        "-XX:ArchiveClassesAtExit=" + archive, "-cp", path, BanyanMain.class.getName(), "demo", "--relays", "1",
        "--duration", "1s", "--http-port", "0"));
    Process demo = new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(FOLDER.resolve("demo.log").toFile())
        .start();
    try {
      if (!demo.waitFor(MADE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        demo.destroyForcibly();
      }
    } catch (InterruptedException e) {
      demo.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making " + archive, e);
    }
    return Files.exists(archive);
  }
}
