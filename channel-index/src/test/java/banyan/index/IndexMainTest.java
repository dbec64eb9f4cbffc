package banyan.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The program as people start it: a process of its own. */
class IndexMainTest {
  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
        "-cp", System.getProperty("java.class.path"), IndexMain.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }

  private static int exitCode(Process process) throws InterruptedException {
    try {
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it did not end");
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void itSaysWhenItServesAndLeavesWithZeroOnSigterm() throws Exception {
    Process process = start("--port", "0", "--bind", "127.0.0.1");
    try (BufferedReader out = process.inputReader()) {
      String line = String.valueOf(out.readLine());
      Matcher ready = Pattern.compile("\\{\"ready\":\"index\",\"url\":\"(http://127\\.0\\.0\\.1:\\d+)\"}").matcher(line);
      assertTrue(ready.matches(), line);
      HttpResponse<String> list = HttpClient.newHttpClient().send(
          HttpRequest.newBuilder(URI.create(ready.group(1) + "/v1/channels")).build(),
          HttpResponse.BodyHandlers.ofString());
      assertEquals("{\"channels\":[],\"total\":0}", list.body());
      process.toHandle().destroy();
      assertEquals(null, out.readLine(), "there was one line and no other");
      assertEquals(0, exitCode(process));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aTakenPortIsOneSentenceAndOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process process = start("--port", "" + taken.getLocalPort(), "--bind", "127.0.0.1");
      String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1, exitCode(process));
      assertEquals("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": the port is taken by another program."
          + " Choose another with --port or --bind.", error.strip());
    }
  }

  @Test
  void wrongUsageIsTwo() throws Exception {
    for (String[] arguments : new String[][] {
      {"--nonsense"}, {"--port", "x"}, {"--port", "70000"}, {"--public-url", "index.example"}}) {
      Process process = start(arguments);
      String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(2, exitCode(process), String.join(" ", arguments));
      assertFalse(error.contains("\tat "), error);
      assertFalse(error.isBlank());
    }
  }
}
