/**
 * How tests are run here. {@link banyan.testing.Replay} says how a property's failure is seen again, and how often a
 * property is tried; {@link banyan.testing.LeakWatch} fails a test class that loses a buffer of Netty's. Both are found
 * by themselves wherever this module is on the class path of tests.
 */
@NullMarked
package banyan.testing;

import org.jspecify.annotations.NullMarked;
