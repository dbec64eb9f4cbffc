/**
 * {@code banyan bench}: how fast, how lean, how steady. Real programs as processes on this machine's loopback, measured
 * from outside.
 *
 * <p>Start with {@link banyan.bench.BenchMain}. Each benchmark is a program of its own there; what they share is
 * {@link banyan.bench.Programs} (the processes), {@link banyan.bench.WireChildren} (peers that only receive and check)
 * and {@link banyan.bench.Findings} (what is reported).
 */
@NullMarked
package banyan.bench;

import org.jspecify.annotations.NullMarked;
