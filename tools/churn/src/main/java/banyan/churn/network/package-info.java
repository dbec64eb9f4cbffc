/**
 * The peers of a run: processes of their own, or many in one; how they come, what is done to them, how they end.
 */
@NullMarked
package banyan.churn.network;

import org.jspecify.annotations.NullMarked;
