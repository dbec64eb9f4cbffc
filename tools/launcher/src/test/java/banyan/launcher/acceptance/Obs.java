package banyan.launcher.acceptance;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Debian's OBS with its «Custom…» service, our server and stream key, and pictures of 640x360 at 30 a second. Its one
 * scene plays a clip over and over.
 */
final class Obs {
  /** Of its profile, its scene collection, and the scene. */
  private static final String NAME = "Banyan";

  /** Its settings for output. */
  enum Encoding {
    /** As it comes out of the box: a key picture every 250 pictures, and where scenes change. */
    DEFAULT(""),
    /** As the README says: a key picture every two seconds. */
    RECIPE("[Output]\nMode=Advanced\n");

    private final String settings;

    Encoding(String settings) {
      this.settings = settings;
    }
  }

  private final Path home;

  private Obs(Path home) {
    this.home = home;
  }

  /**
   * Writes its settings.
   *
   * @param home where OBS keeps what it remembers
   * @param url where it is to send to, the stream key behind the last slash
   * @param clip 640x360
   * @param encoder how it encodes
   * @param streamsSeconds after which it stops streaming by itself; 0 if it goes on
   */
  static Obs settle(Path home, String url, Path clip, Encoding encoder, int streamsSeconds) throws IOException {
    Path settings = home.resolve("obs-studio");
    Path profile = Files.createDirectories(settings.resolve("basic").resolve("profiles").resolve(NAME));
    Path scenes = Files.createDirectories(settings.resolve("basic").resolve("scenes"));
    Files.writeString(settings.resolve("global.ini"), """
        [General]
        FirstRun=true
        EnableAutoUpdates=false
        [Basic]
        Profile=%1$s
        ProfileDir=%1$s
        SceneCollection=%1$s
        SceneCollectionFile=%1$s
        [BasicWindow]
        PreviewEnabled=false
        """.formatted(NAME));
    Files.writeString(profile.resolve("basic.ini"), """
        [General]
        Name=%s
        [Video]
        BaseCX=640
        BaseCY=360
        OutputCX=640
        OutputCY=360
        FPSType=0
        FPSCommon=30
        %s""".formatted(NAME, encoder.settings));
    // Only looked at in the mode «Advanced».
    Files.writeString(profile.resolve("streamEncoder.json"), "{\"keyint_sec\": 2}");
    int key = url.lastIndexOf('/') + 1;
    Files.writeString(profile.resolve("service.json"), """
        {"type": "rtmp_custom", "settings": {"server": "%s", "key": "%s", "use_auth": false}}
        """.formatted(url.substring(0, key - 1), url.substring(key)));
    Files.writeString(scenes.resolve(NAME + ".json"), """
        {
          "name": "%1$s",
          "current_scene": "%1$s",
          "current_program_scene": "%1$s",
          "scene_order": [{"name": "%1$s"}],
          "sources": [
            {
              "id": "scene", "name": "%1$s",
              "settings": {
                "id_counter": 1,
                "items": [{
                  "id": 1, "name": "Clip", "visible": true, "align": 5,
                  "pos": {"x": 0.0, "y": 0.0}, "scale": {"x": 1.0, "y": 1.0}
                }]
              }
            },
            {
              "id": "ffmpeg_source", "name": "Clip", "mixers": 255, "volume": 1.0,
              "settings": {"is_local_file": true, "local_file": %2$s, "looping": true, "hw_decode": false}
            }
          ],
          "modules": {"output-timer": {"autoStartStreamTimer": %3$b, "streamTimerSeconds": %4$d,
            "streamTimerMinutes": %5$d}}
        }
        """.formatted(NAME, new ObjectMapper().writeValueAsString(clip.toAbsolutePath().toString()),
        streamsSeconds > 0, streamsSeconds % 60, streamsSeconds / 60));
    return new Obs(home);
  }

  /**
   * Starts it, and it its stream.
   *
   * @param display of its window
   * @param output gets what it says of itself
   */
  OutsideProgram start(String display, Path output) {
    return OutsideProgram.start(output, Map.of(
        "DISPLAY", display, "HOME", home.toString(), "XDG_CONFIG_HOME", home.toString(),
        "XDG_RUNTIME_DIR", home.toString(), "QT_QPA_PLATFORM", "xcb", "LIBGL_ALWAYS_SOFTWARE", "1",
        // There is no sound to be captured here, and nobody is to start a server for it.
        "PULSE_SERVER", "unix:" + home.resolve("no-sound"),
        // It would ask its maker for news of the services that it knows.
        "https_proxy", "http://127.0.0.1:1"),
        List.of("obs", "--startstreaming", "--minimize-to-tray", "--multi", "--disable-missing-files-check"));
  }
}
