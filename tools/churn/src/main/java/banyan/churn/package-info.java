/**
 * {@code banyan churn}: real peers on real sockets, killed, frozen, throttled and cut off by a scenario; and what their
 * viewers had of it.
 *
 * <p>Two halves meet in {@link banyan.churn.RunRecord}: the engine (from {@link banyan.churn.Scenario}) makes it, the
 * report reads it.
 */
@NullMarked
package banyan.churn;

import org.jspecify.annotations.NullMarked;
