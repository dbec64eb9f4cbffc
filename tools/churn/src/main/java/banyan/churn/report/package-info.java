/** A result as text, as JSON, and as one page with plots; and the bars that it is held against. */
@NullMarked
package banyan.churn.report;

import org.jspecify.annotations.NullMarked;
