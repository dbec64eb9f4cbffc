package banyan.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers requests. Runs on an event loop and must not block; may throw {@link HttpRefusal}. */
public interface Handler {
  CompletionStage<Answer> handle(Request request);

  /** Has its answer at once. */
  interface Direct {
    Answer handle(Request request);
  }

  static Handler of(Direct direct) {
    return request -> CompletableFuture.completedFuture(direct.handle(request));
  }
}
