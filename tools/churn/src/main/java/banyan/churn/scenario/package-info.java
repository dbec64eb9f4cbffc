/** What is to happen in a run, read from a file or flags, and the record of what did. */
@NullMarked
package banyan.churn.scenario;

import org.jspecify.annotations.NullMarked;
