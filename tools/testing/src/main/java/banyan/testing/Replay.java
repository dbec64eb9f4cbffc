package banyan.testing;

import java.lang.reflect.Method;
import java.util.Optional;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Around every property: a failure ends with the options that replay it, {@code -Dbanyan.seed=…} replays, and
 * {@code -Dbanyan.tries=N} tries every property so often, for long runs.
 */
public final class Replay implements AroundPropertyHook {
  static final String SEED = "banyan.seed";
  static final String TRIES = "banyan.tries";

  @Override
  public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
    Optional.ofNullable(System.getProperty(SEED)).ifPresent(context.attributes()::setSeed);
    Optional.ofNullable(Integer.getInteger(TRIES)).ifPresent(context.attributes()::setTries);
    PropertyExecutionResult result = property.execute();
    if (result.status() != PropertyExecutionResult.Status.FAILED) {
      return result;
    }
    // What is drawn depends on the number of tries as well.
    String tries = System.getProperty(TRIES) == null ? "" : " -D" + TRIES + "=" + System.getProperty(TRIES);
    Throwable cause = result.throwable().orElseGet(() -> new AssertionError("no reason was given"));
    Method method = context.targetMethod();
    return result.mapToFailed(new AssertionError(
        cause + "\nreplay: -Dtest=" + context.containerClass().getSimpleName() + "#" + method.getName()
            + " -D" + SEED + "=" + result.seed().orElse("") + tries, cause));
  }

  /** Outside of everything else, so that it sees what a property came to. */
  @Override
  public int aroundPropertyProximity() {
    return -100;
  }

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }
}
