/** Nodes in virtual time: {@link banyan.node.VirtualNetwork} is the harness. */
@NullMarked
package banyan.node;

import org.jspecify.annotations.NullMarked;
