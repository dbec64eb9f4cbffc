package banyan.directory;

import banyan.protocol.Bytes32;
import banyan.protocol.ChannelId;
import banyan.protocol.Endpoint;
import banyan.protocol.PeerAddress;
import banyan.protocol.PeerId;
import banyan.protocol.PublicKey;
import banyan.protocol.Signature;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The API's records to JSON and back: ids and addresses as their text forms, keys and signatures in Base64, fields that
 * are not known passed over, so that later versions can add some.
 */
public final class DirectoryJson {
  /** Of what somebody wrote: enough to find it again. */
  private static final int MAX_QUOTED_CHARACTERS = 300;

  private static final JsonMapper MAPPER = JsonMapper.builder()
      .addModule(new Jdk8Module())
      .addModule(texts())
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .visibility(PropertyAccessor.FIELD, Visibility.ANY)
      .visibility(PropertyAccessor.GETTER, Visibility.NONE)
      .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
      .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_ABSENT)
      .build();

  private DirectoryJson() {}

  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that cannot be written: " + value, e);
    }
  }

  /** Reads a record; {@link IllegalArgumentException} with a sentence says what is wrong with the JSON. */
  public static <T> T read(byte[] json, Class<T> type) {
    T value;
    try {
      value = MAPPER.readValue(json, type);
    } catch (JsonMappingException e) {
      throw new IllegalArgumentException(sentence(e), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("The JSON is malformed.", e);
    }
    if (value == null) {
      throw new IllegalArgumentException("The JSON says null.");
    }
    return value;
  }

  /** Without Jackson's class names, which say nothing to who wrote the JSON. */
  private static String sentence(JsonMappingException e) {
    Throwable cause = e.getCause();
    if (cause instanceof IllegalArgumentException || cause instanceof NullPointerException) {
      return "The JSON is not accepted: " + shortened(String.valueOf(cause.getMessage())) + ".";
    }
    List<JsonMappingException.Reference> path = e.getPath();
    String field = path.stream()
        .map(part -> part.getFieldName() == null ? String.valueOf(part.getIndex()) : part.getFieldName())
        .collect(Collectors.joining("."));
    return field.isEmpty() ? "The JSON is not of the expected form."
        : "The JSON's field '" + shortened(field) + "' is wrong.";
  }

  /** What is quoted of the JSON may be as long as the JSON. */
  private static String shortened(String text) {
    int end = text.codePointCount(0, text.length()) <= MAX_QUOTED_CHARACTERS ? text.length()
        : text.offsetByCodePoints(0, MAX_QUOTED_CHARACTERS);
    return end == text.length() ? text : text.substring(0, end) + "…";
  }

  private static SimpleModule texts() {
    SimpleModule module = new SimpleModule();
    text(module, ChannelId.class, ChannelId::toString, ChannelId::parse);
    text(module, PeerId.class, PeerId::toString, PeerId::parse);
    text(module, Endpoint.class, Endpoint::toString, Endpoint::parse);
    text(module, PublicKey.class, key -> base64(key.toByteArray()), DirectoryJson::key);
    text(module, Signature.class, s -> base64(s.toByteArray()), t -> Signature.of(Base64.getDecoder().decode(t)));
    text(module, PeerAddress.Reachability.class, DirectoryJson::lower, DirectoryJson::reachability);
    text(module, DialBack.Outcome.class, DirectoryJson::lower,
        t -> DialBack.Outcome.valueOf(t.toUpperCase(Locale.ROOT)));
    return module;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static PublicKey key(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (bytes.length != PublicKey.LENGTH) {
      throw new IllegalArgumentException("a key of " + bytes.length + " bytes instead of " + PublicKey.LENGTH);
    }
    byte[] point = new byte[Bytes32.LENGTH];
    System.arraycopy(bytes, 1, point, 0, point.length);
    return new PublicKey(bytes[0], Bytes32.of(point));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static PeerAddress.Reachability reachability(String text) {
    for (PeerAddress.Reachability value : PeerAddress.Reachability.values()) {
      if (lower(value).equals(text)) {
        return value;
      }
    }
    return PeerAddress.Reachability.UNKNOWN;
  }

  private static <T> void text(
      SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
    module.addSerializer(type, new StdSerializer<T>(type) {
      private static final long serialVersionUID = 1L;

      @Override
      public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
        out.writeString(write.apply(value));
      }
    });
    module.addDeserializer(type, new FromStringDeserializer<T>(type) {
      private static final long serialVersionUID = 1L;

      @Override
      protected T _deserialize(String value, DeserializationContext context) throws JsonMappingException {
        try {
          return read.apply(value);
        } catch (IllegalArgumentException e) {
          throw new JsonMappingException(context.getParser(), "bad " + type.getSimpleName(), e);
        }
      }
    });
  }
}
