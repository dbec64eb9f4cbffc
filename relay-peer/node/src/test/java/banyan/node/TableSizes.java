package banyan.node;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How large each table in a node has grown, whatever tables it has: by class and field, the largest of each. */
final class TableSizes {
  private final Map<String, Integer> largest = new TreeMap<>();
  private final IdentityHashMap<Object, Boolean> seen = new IdentityHashMap<>();

  static Map<String, Integer> of(OverlayNode node) {
    TableSizes sizes = new TableSizes();
    sizes.look(node);
    return sizes.largest;
  }

  private void look(@Nullable Object at) {
    if (at == null || seen.put(at, true) != null) {
      return;
    }
    if (at instanceof Map<?, ?> map) {
      map.values().forEach(this::look);
    } else if (at instanceof Collection<?> collection) {
      collection.forEach(this::look);
    } else if (isOfTheNode(at.getClass())) {
      for (Class<?> type = at.getClass(); type != Object.class && type != null; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
            count(field, at);
          }
        }
      }
    }
  }

  /** Not the world around it, which a test has in the same package and a node reaches by its outbox and its root. */
  private static boolean isOfTheNode(Class<?> type) {
    return type.getPackageName().equals("banyan.node") && !type.isEnum()
        && type.getNestHost() != VirtualNetwork.class && type != TestChannel.class;
  }

  private void count(Field field, Object of) {
    try {
      field.setAccessible(true);
      @Nullable Object value = field.get(of);
      int size = value instanceof Map<?, ?> map ? map.size() : value instanceof Collection<?> c ? c.size() : -1;
      if (size >= 0) {
        largest.merge(field.getDeclaringClass().getSimpleName() + "." + field.getName(), size, Math::max);
      }
      look(value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field.toString(), e);
    }
  }
}
