package banyan.http;

import java.time.Duration;

/**
 * Every bound on what a client may make this server hold, or wait for.
 *
 * @param maxLineBytes of a request's first line
 * @param maxHeaderBytes of all its headers together
 * @param maxBodyBytes of its body
 * @param maxConnections at once
 * @param maxConnectionsPerAddress at once from one address, so that no single one can take them all
 * @param requestDeadline from the connection to the end of the first head, and from a head to the end of its body
 * @param idleDeadline from an answer to the end of the next head on the same connection
 * @param answerDeadline from a request to a handler's answer, and from there until the client has taken a whole one
 * @param stallDeadline for a client of a streamed answer that reads nothing
 */
public record HttpLimits(
    int maxLineBytes, int maxHeaderBytes, int maxBodyBytes, int maxConnections, int maxConnectionsPerAddress,
    Duration requestDeadline, Duration idleDeadline, Duration answerDeadline, Duration stallDeadline) {
  /**
   * Browsers send heads of 0.5–2 KiB; a JSON body of 64 KiB is more than any request here needs; 1,024 connections
   * with the largest request each stay below 100 MiB. Ten seconds let a phone on a bad network finish a request.
   */
  public static final HttpLimits DEFAULT = new HttpLimits(
      4_096, 8_192, 65_536, 1_024, 256, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30),
      Duration.ofSeconds(60));

  public HttpLimits {
    if (maxLineBytes < 1 || maxHeaderBytes < 1 || maxBodyBytes < 0 || maxConnections < 1
        || maxConnectionsPerAddress < 1) {
      throw new IllegalArgumentException(
          "HTTP limits " + maxLineBytes + ", " + maxHeaderBytes + ", " + maxBodyBytes + ", " + maxConnections + ", "
              + maxConnectionsPerAddress);
    }
  }

  public HttpLimits withMaxBodyBytes(int bytes) {
    return new HttpLimits(
        maxLineBytes, maxHeaderBytes, bytes, maxConnections, maxConnectionsPerAddress, requestDeadline, idleDeadline,
        answerDeadline, stallDeadline);
  }

  public HttpLimits withMaxConnections(int all, int perAddress) {
    return new HttpLimits(
        maxLineBytes, maxHeaderBytes, maxBodyBytes, all, perAddress, requestDeadline, idleDeadline, answerDeadline,
        stallDeadline);
  }

  public HttpLimits withDeadlines(Duration request, Duration idle, Duration answer, Duration stall) {
    return new HttpLimits(
        maxLineBytes, maxHeaderBytes, maxBodyBytes, maxConnections, maxConnectionsPerAddress, request, idle, answer,
        stall);
  }
}
