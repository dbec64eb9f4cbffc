package banyan.program;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells of the signals that ask a program to end, and of one that does not.
 *
 * <p>A shutdown hook would not do: with one the exit code is the JVM's, and a second signal waits for the first. The
 * JDK's only other way is {@code sun.misc.Signal} (module jdk.unsupported); it is reached by reflection because javac
 * warns of a direct use and cannot be told not to.
 */
final class Signals {
  private static final List<String> NAMES = List.of("TERM", "INT", "HUP");
  private static final Logger LOG = Logger.getLogger(Signals.class.getName());

  private Signals() {}

  /** @param handler gets the number of each signal, on a thread of its own; a signal that is ignored stays so */
  static void handle(Consumer<Integer> handler) {
    try {
      handle(NAMES, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no sun.misc.Signal", e);
    }
  }

  /** Tells of each change of the terminal's size, where a system tells of that; on a thread of its own. */
  static void onWindowChange(Runnable handler) {
    try {
      handle(List.of("WINCH"), number -> handler.run());
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.FINE, "changes of the terminal's size are not noticed", e);
    }
  }

  private static void handle(List<String> names, Consumer<Integer> handler) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
    InvocationHandler calls = (proxy, method, args) -> {
      if (method.getName().equals("handle")) {
        handler.accept((Integer) signal.getMethod("getNumber").invoke(args[0]));
        return null;
      }
      return method.invoke(handler, args);
    };
    Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {signalHandler}, calls);
    for (String name : names) {
      signal.getMethod("handle", signal, signalHandler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }
  }
}
