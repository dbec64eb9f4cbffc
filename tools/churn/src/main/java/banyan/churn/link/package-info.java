/** The links between peers, led through proxies of the harness that delay, throttle and cut them. */
@NullMarked
package banyan.churn.link;

import org.jspecify.annotations.NullMarked;
