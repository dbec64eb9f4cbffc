package banyan.program;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells of the signals that ask a program to end.
 *
 * <p>A shutdown hook would not do: with one the exit code is the JVM's, and a second signal waits for the first. The
 * JDK's only other way is {@code sun.misc.Signal} (module jdk.unsupported); it is reached by reflection because javac
 * warns of a direct use and cannot be told not to.
 */
final class Signals {
  private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

  private Signals() {}

  /** @param handler gets the number of each signal, on a thread of its own; a signal that is ignored stays so */
  static void handle(Consumer<Integer> handler) {
    try {
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
      for (String name : NAMES) {
        signal.getMethod("handle", signal, signalHandler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no sun.misc.Signal", e);
    }
  }
}
