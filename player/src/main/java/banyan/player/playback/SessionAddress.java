package banyan.player.playback;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Begins a player's session at a peer, and finds the playlist of it. JavaFX could read that address by itself, but from
 * a playlist that names playlists it measures rates, and of a segment that comes within the same millisecond it divides
 * by zero: it stops then without a word.
 */
public final class SessionAddress {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  /**
   * Begins one.
   *
   * @param url of the peer's {@code session.m3u8}
   * @return the address of the session's own playlist; fails with an {@link IOException}
   */
  public CompletableFuture<URI> begin(URI url) {
    HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(answer -> {
      if (answer.statusCode() != 200) {
        throw new CompletionException(new IOException(url + " answers with status " + answer.statusCode()));
      }
      return url.resolve(playlist(answer.body()));
    });
  }

  /**
   * Asks where in the time of a session's player a new player would begin now.
   *
   * @param session as {@link #begin} found it
   * @return microseconds; fails with an {@link IOException}
   */
  public CompletableFuture<Long> newStartMicros(URI session) {
    HttpRequest request = HttpRequest.newBuilder(session).timeout(PATIENCE)
        .method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(answer ->
        answer.headers().firstValueAsLong("banyan-new-start-micros").orElseThrow(() -> new CompletionException(
            new IOException(session + " does not tell where a new player would begin"))));
  }

  /** What the playlist of one playlist names. */
  static String playlist(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).findFirst()
        .orElseThrow(() -> new CompletionException(new IOException("the playlist names none")));
  }
}
