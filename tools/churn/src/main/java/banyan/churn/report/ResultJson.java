package banyan.churn.report;

import banyan.churn.analysis.Result;
import banyan.program.Failure;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A {@link Result} as JSON: the same result is the same text, and can be read again. */
final class ResultJson {
  /** A day of a thousand viewers stays below this. */
  private static final long MAX_FILE_BYTES = 512L << 20;

  private static final ObjectMapper MAPPER = JsonMapper.builder()
      .enable(SerializationFeature.INDENT_OUTPUT)
      .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
      .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
      .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
      .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
      .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
      .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
      .build();

  private ResultJson() {}

  static String write(Result result) {
    try {
      return MAPPER.writeValueAsString(result) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers always make JSON", e);
    }
  }

  /** @throws Failure if the file is no result of this format */
  static Result read(Path file) throws Failure {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new Failure("'" + file + "' is larger than any result of banyan churn.");
      }
      String format = format(file);
      if (!format.equals(Result.FORMAT)) {
        throw new Failure("'" + file + "' has the format '" + format + "', and this program reads '"
            + Result.FORMAT + "': make the page with the version that made the file.");
      }
      return MAPPER.readValue(file.toFile(), Result.class);
    } catch (JsonProcessingException e) {
      throw new Failure("'" + file + "' is no result of banyan churn (" + e.getOriginalMessage() + ").", e);
    } catch (IOException e) {
      throw new Failure("Cannot read '" + file + "' (" + e.getMessage() + ").", e);
    }
  }

  /** The first of the fields, in whatever format; what comes after it may not be as it is now. */
  private static String format(Path file) throws IOException {
    try (JsonParser parser = MAPPER.createParser(file.toFile())) {
      boolean isNamed = parser.nextToken() == JsonToken.START_OBJECT && "format".equals(parser.nextFieldName());
      return Objects.requireNonNullElse(isNamed ? parser.nextTextValue() : null, "none");
    }
  }
}
