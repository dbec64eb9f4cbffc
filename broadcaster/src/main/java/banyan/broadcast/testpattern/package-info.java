/**
 * A source that needs no encoder: a moving picture made here, whose frames programs can tell apart.
 *
 * <p>Start with {@link banyan.broadcast.testpattern.TestSource}; what is in its picture is drawn by {@link
 * banyan.broadcast.testpattern.TestPicture}, and read back by {@link banyan.broadcast.testpattern.Barcode}; what is
 * heard comes from {@link banyan.broadcast.testpattern.SoundLoop}, and {@link banyan.broadcast.testpattern.SyncMarks}
 * finds whether the two are in step. The only package that names JCodec.
 */
@NullMarked
package banyan.broadcast.testpattern;

import org.jspecify.annotations.NullMarked;
