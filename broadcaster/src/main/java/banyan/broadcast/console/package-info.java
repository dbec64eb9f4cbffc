/**
 * What a broadcaster sees of its channel while it is on air: {@link banyan.broadcast.console.Console} looks once a
 * second, {@link banyan.broadcast.console.ConsoleView} draws that on a terminal, and {@link
 * banyan.broadcast.console.ConsolePages} shows it as a page.
 */
@NullMarked
package banyan.broadcast.console;

import org.jspecify.annotations.NullMarked;
