/**
 * {@code banyan churn}: real peers on real sockets, killed, frozen, throttled and cut off by a scenario; and what their
 * viewers had of it.
 *
 * <p>Two halves meet in {@link banyan.churn.RunRecord}: the engine (from {@link banyan.churn.Scenario}) makes it, the
 * report reads it. The report begins with {@link banyan.churn.Analysis}: it reads the traces, rebuilds the
 * {@link banyan.churn.Tree}, plays what each viewer got again ({@link banyan.churn.Watched}), measures each
 * {@link banyan.churn.Unit}, and comes to a {@link banyan.churn.Result}, which JSON, page and text are made from.
 */
@NullMarked
package banyan.churn;

import org.jspecify.annotations.NullMarked;
