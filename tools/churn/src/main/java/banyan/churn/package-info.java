/**
 * {@code banyan churn}: real peers on real sockets, killed, frozen, throttled and cut off by a scenario; and what their
 * viewers had of it.
 *
 * <p>Two halves meet in {@link banyan.churn.scenario.RunRecord}: the engine ({@code scenario}, {@code link},
 * {@code network}) makes it, the report reads it. That begins with {@link banyan.churn.analysis.Analysis}: it reads the
 * traces, rebuilds the {@link banyan.churn.analysis.Tree}, plays what each viewer got again
 * ({@link banyan.churn.analysis.Watched}), measures each {@link banyan.churn.analysis.Unit}, and comes to a
 * {@link banyan.churn.analysis.Result}, which JSON, page and text are made from ({@code report}).
 */
@NullMarked
package banyan.churn;

import org.jspecify.annotations.NullMarked;
