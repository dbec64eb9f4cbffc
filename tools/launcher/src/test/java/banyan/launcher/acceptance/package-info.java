/**
 * Tests of whole programs, as processes over real sockets. Each class is a part that {@code tools/check --full} can be
 * asked for, by its {@code @Tag}; each is short in an ordinary run, and long in a full one ({@link FullRun}).
 *
 * <p>Start with {@link banyan.launcher.acceptance.Processes}, which starts programs and ends them, and {@link
 * banyan.launcher.acceptance.Figures}, where what was measured is written down.
 */
@NullMarked
package banyan.launcher.acceptance;

import org.jspecify.annotations.NullMarked;
