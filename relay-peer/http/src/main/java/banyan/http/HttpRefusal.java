package banyan.http;

/** Thrown by a handler to answer with an error: the client gets {@code {"error": "<sentence>"}}. */
public final class HttpRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status 400 to 599
   * @param sentence for the person or program that asked
   */
  public HttpRefusal(int status, String sentence) {
    // Refusals are answers, often to hostile clients: no stack trace is worth its time.
    super(sentence, null, false, false);
    this.status = status;
  }

  public int status() {
    return status;
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
