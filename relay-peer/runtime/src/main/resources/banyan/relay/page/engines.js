/* The ways to play a channel in a browser, best first. */

/** Scripts of libraries that were asked for: each is loaded once, when it is needed. */
const scripts = new Map();

function load(file) {
  if (!scripts.has(file)) {
    scripts.set(file, new Promise(done => {
      const element = document.createElement("script");
      element.src = `/page/${file}`;
      element.onload = () => done(true);
      // A build without npm has none; the player tells.
      element.onerror = () => done(false);
      document.head.append(element);
    }));
  }
  return scripts.get(file);
}

function hasMediaSource() {
  return "MediaSource" in window || "ManagedMediaSource" in window;
}

/** Seconds between what is shown and the end of what is here. */
export function ahead(video) {
  const ranges = video.buffered;
  return ranges.length ? Math.max(0, ranges.end(ranges.length - 1) - video.currentTime) : 0;
}

/*
 * id, name      of the way
 * prepare()     resolves with "ready", "missing" (a library that is not in this build) or "unfit" (for this browser)
 * start(video, urls, failed, ended)
 *               plays; failed(why) is called at most once, and so is ended() where the peer has nothing more to send,
 *               as when the broadcaster begins a new run; returns {stop, behind}, behind() in seconds or null
 * edge          how the live edge is kept: by LiveEdge's rules, or by the way itself
 */
export const engines = [
  {
    id: "mpegts",
    name: "Close to live",
    edge: true,

    async prepare() {
      if (!hasMediaSource()) {
        return "unfit";
      }
      if (!await load("mpegts.js")) {
        return "missing";
      }
      const log = window.mpegts.LoggingControl;
      log.enableDebug = log.enableVerbose = log.enableInfo = log.enableWarn = false;
      return window.mpegts.getFeatureList().mseLivePlayback ? "ready" : "unfit";
    },

    start(video, urls, failed, ended) {
      const engine = window.mpegts.createPlayer({type: "mpegts", isLive: true, url: urls.run}, {
        enableWorker: false,
        // Bytes are shown as they come: the peer's chunks are small, and the way from it short.
        enableStashBuffer: false,
        lazyLoad: false,
        liveBufferLatencyChasing: false,
        autoCleanupSourceBuffer: true,
        autoCleanupMaxBackwardDuration: 30,
        autoCleanupMinBackwardDuration: 15,
      });
      engine.on(window.mpegts.Events.ERROR, (type, detail) => failed(`${type}: ${detail}`));
      engine.on(window.mpegts.Events.LOADING_COMPLETE, ended);
      engine.attachMediaElement(video);
      engine.load();
      return {stop: () => engine.destroy(), behind: () => ahead(video)};
    },
  },
  {
    id: "hls",
    name: "With more reserve",
    edge: false,

    async prepare() {
      if (!hasMediaSource()) {
        return "unfit";
      }
      if (!await load("hls.light.min.js")) {
        return "missing";
      }
      return window.Hls.isSupported() ? "ready" : "unfit";
    },

    start(video, urls, failed) {
      const engine = new window.Hls({
        liveSyncDurationCount: 2,
        liveMaxLatencyDurationCount: 6,
        maxLiveSyncPlaybackRate: 1.1,
        backBufferLength: 15,
      });
      engine.on(window.Hls.Events.ERROR, (event, data) => data.fatal && failed(data.details));
      engine.loadSource(urls.hls);
      engine.attachMedia(video);
      return {stop: () => engine.destroy(), behind: () => engine.latency || null};
    },
  },
  {
    id: "native",
    name: "The browser's own",
    edge: false,

    async prepare() {
      return video().canPlayType("application/vnd.apple.mpegurl") ? "ready" : "unfit";
    },

    start(video, urls, failed) {
      video.onerror = () => failed(video.error ? video.error.message : "the browser gave up");
      video.src = urls.hls;
      return {
        stop() {
          video.onerror = null;
          video.removeAttribute("src");
          video.load();
        },
        behind: () => video.seekable.length
          ? Math.max(0, video.seekable.end(video.seekable.length - 1) - video.currentTime) : null,
      };
    },
  },
];

function video() {
  return document.createElement("video");
}
