package banyan.broadcast.rtmp;

/** What the other side sent is no RTMP, or more of it than anybody needs; the message says what, without a verb. */
final class RtmpException extends Exception {
  private static final long serialVersionUID = 1;

  RtmpException(String what) {
    super(what, null, false, false);
  }

  String what() {
    return String.valueOf(getMessage());
  }
}
