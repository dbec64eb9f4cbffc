/**
 * A small bounded HTTP/1.1 server: what the channel index and every peer's local listener answer with.
 *
 * <p>Start with {@link banyan.http.HttpServer}, then {@link banyan.http.Routes} and {@link banyan.http.Answer}. This
 * package knows nothing of channels or peers. Handlers run on event loops and must not block: one that has to wait
 * returns a future.
 */
@NullMarked
package banyan.http;

import org.jspecify.annotations.NullMarked;
