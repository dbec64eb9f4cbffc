package banyan.broadcast.control;

import banyan.http.Answer;
import banyan.http.Handler;
import banyan.http.HttpRefusal;
import banyan.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps everybody but the channel's owner from what is behind it. The owner is who can read the token in the control
 * file; a page of another site that a browser on this computer shows could not, and is told off before it is asked.
 * Names that such a page gave this computer are refused by the listener, for all that it answers.
 */
final class ControlAccess {
  private static final String BEARER = "Bearer ";

  private final byte[] token;

  ControlAccess(String token) {
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  /** The same handler for the owner alone. */
  Handler only(Handler handler) {
    return request -> {
      refuseOtherSites(request);
      String said = request.header("authorization").orElse("");
      if (!said.startsWith(BEARER)) {
        return CompletableFuture.completedFuture(Answer.error(
            401, "The header 'Authorization: Bearer TOKEN' is missing; the token is in the file beside the channel's "
                + "key whose name ends with .control.").with("www-authenticate", "Bearer"));
      }
      if (!MessageDigest.isEqual(token, said.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8))) {
        throw new HttpRefusal(403, "That is not this broadcaster's token. It is a new one at each start.");
      }
      return handler.handle(request);
    };
  }

  /** Browsers say where a page is from that asks for anything but to be shown something. */
  private static void refuseOtherSites(Request request) {
    String own = "http://" + request.header("host").orElse("").toLowerCase(Locale.ROOT);
    for (String origin : request.headers().getAll("origin")) {
      if (!origin.toLowerCase(Locale.ROOT).equals(own)) {
        throw new HttpRefusal(403, "A page of another site cannot control this broadcaster.");
      }
    }
  }
}
