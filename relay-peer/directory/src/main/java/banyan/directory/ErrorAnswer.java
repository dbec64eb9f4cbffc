package banyan.directory;

import java.util.Objects;

/** What an index says with every status from 400 on. */
record ErrorAnswer(String error) {
  ErrorAnswer {
    Objects.requireNonNull(error, "the error is missing");
  }
}
