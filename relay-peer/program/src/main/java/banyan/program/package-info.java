/**
 * What the command lines of all programs share: exit codes, signals, the ready line, logging, values of options.
 *
 * <p>Start with {@link banyan.program.Program}, which every {@code *Main} extends. Nothing here knows of trees, media
 * or sockets.
 */
@NullMarked
package banyan.program;

import org.jspecify.annotations.NullMarked;
