package banyan.program;

import banyan.protocol.About;
import banyan.protocol.Detail;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options by which a channel's owner says what it tells people of itself. A mixin. */
public final class DetailOptions {
  /** Of a channel whose owner has not said. */
  public static final String USUAL_TITLE = "A Banyan channel";

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--title", paramLabel = "TEXT",
      description = "The channel's name; at first '" + USUAL_TITLE + "'.")
  private @Nullable String title;

  @Option(names = "--now-playing", paramLabel = "TEXT", description = "What is on just now.")
  private @Nullable String nowPlaying;

  @Option(names = "--description", paramLabel = "TEXT", description = "Some sentences on the channel.")
  private @Nullable String description;

  @Option(names = "--genre", paramLabel = "TEXT", description = "A word or two, which people can search for.")
  private @Nullable String genre;

  @Option(names = "--contact", paramLabel = "TEXT", description = "Whom to turn to, and how; everybody can read it.")
  private @Nullable String contact;

  @Option(names = "--poster", paramLabel = "URL",
      description = "A picture that viewers' browsers get from there (http or https), and show until there is one of "
          + "the stream. Nobody else gets it.")
  private @Nullable String poster;

  /**
   * What was given; an empty text takes a detail away.
   *
   * @throws ParameterException if something cannot stand where it was given
   */
  public Map<Detail, String> given() {
    Map<Detail, String> given = new EnumMap<>(Detail.class);
    put(given, Detail.TITLE, "--title", title);
    put(given, Detail.NOW_PLAYING, "--now-playing", nowPlaying);
    put(given, Detail.DESCRIPTION, "--description", description);
    put(given, Detail.GENRE, "--genre", genre);
    put(given, Detail.CONTACT, "--contact", contact);
    put(given, Detail.POSTER, "--poster", poster);
    return Collections.unmodifiableMap(given);
  }

  private void put(Map<Detail, String> given, Detail detail, String option, @Nullable String text) {
    if (text != null) {
      detail.objection(text).ifPresent(why -> {
        throw new ParameterException(spec.commandLine(), option + " " + why);
      });
      given.put(detail, text);
    }
  }

  /** All that a channel says at its start. */
  public About about() {
    About about = About.titled(USUAL_TITLE);
    for (Map.Entry<Detail, String> each : given().entrySet()) {
      about = about.with(each.getKey(), each.getValue());
    }
    return about;
  }
}
