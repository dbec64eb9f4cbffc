/**
 * From the traces of all peers to figures: the tree at each moment, what each viewer would have seen, each recovery.
 */
@NullMarked
package banyan.churn.analysis;

import org.jspecify.annotations.NullMarked;
