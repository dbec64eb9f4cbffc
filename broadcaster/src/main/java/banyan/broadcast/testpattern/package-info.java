/**
 * A source that needs no encoder: a moving picture made here, whose frames programs can tell apart.
 *
 * <p>Start with {@link banyan.broadcast.testpattern.TestSource}; what is in its picture is drawn by {@link
 * banyan.broadcast.testpattern.TestPicture}, and read back by {@link banyan.broadcast.testpattern.Barcode}. The only
 * package that names JCodec.
 */
@NullMarked
package banyan.broadcast.testpattern;

import org.jspecify.annotations.NullMarked;
