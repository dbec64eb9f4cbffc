/**
 * How property tests are run here: {@link banyan.properties.Replay} says how a failure is seen again, and how often a
 * property is tried. It is found by itself wherever this module is on the class path of tests.
 */
@NullMarked
package banyan.properties;

import org.jspecify.annotations.NullMarked;
