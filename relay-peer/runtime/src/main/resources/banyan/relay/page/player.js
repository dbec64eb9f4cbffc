/* Plays one channel in one video element, and begins anew by itself for as long as the page is open. */

import {ahead, engines} from "./engines.js";
import {beyondHole, LiveEdge} from "./live.js";

const LOOK_MILLIS = 100;
/** Seconds of a still picture that count as a gap, and after which the player is made anew if media comes. */
const GAP = 0.25;
const STUCK = 3;
/** Seconds that a way to play gets for its first picture, while media comes. */
const FIRST_PICTURE = 12;
/** Times in a row that a way may fail without a picture before the next one is tried. */
const TRIES = 3;
const RETRY = {first: 0.4, most: 5};
/** Seconds of pause after which nothing more is fetched. */
const LONG_PAUSE = 20;
/** Seconds between two looks that only a sleeping computer leaves out. */
const SLEPT = 8;

const REMEMBERED = "banyan.";

export function remembered(name) {
  try {
    return localStorage.getItem(REMEMBERED + name);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(REMEMBERED + name, value);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

export class Player {
  /** "starting", "playing", "paused", "blocked" (until somebody presses play), "unplayable". */
  phase = "starting";
  hasPlayed = false;
  /** Muted by the browser, and not by who watches. */
  mutedByBrowser = false;
  /** Libraries that this build lacks. */
  missing = false;
  gaps = 0;
  gapSeconds = 0;
  longestGap = 0;
  restarts = 0;

  #video;
  #urls;
  #usable = [];
  #engine = null;
  #run = null;
  #starts = 0;
  #failures = 0;
  #retryAfter = RETRY.first;
  #retryTimer = 0;
  #pauseTimer = 0;
  #edge = new LiveEdge();
  #position = -1;
  #movedAt = 0;
  #lookedAt = Date.now();
  #startedAt = 0;
  #hasMoved = false;
  #flows = true;
  #flowsSince = 0;

  constructor(video, urls) {
    this.#video = video;
    this.#urls = urls;
  }

  /** Finds out what this browser can do, and begins. */
  async begin(wanted) {
    const found = await Promise.all(engines.slice(0, 1).map(one => one.prepare()));
    // The second library is fetched only where the first will not do, or by choice.
    for (const [i, engine] of engines.entries()) {
      const is = i < found.length ? found[i] : null;
      if (is === "ready" || is === null) {
        this.#usable.push(engine);
      }
      this.missing ||= is === "missing";
    }
    setInterval(() => this.#look(), LOOK_MILLIS);
    // A page that was not seen was looked at rarely: that was no sleep.
    document.addEventListener("visibilitychange", () => { this.#lookedAt = Date.now(); });
    const choice = this.#usable.find(one => one.id === wanted) || this.#usable[0];
    await this.choose(choice.id);
  }

  get ways() {
    return this.#usable;
  }

  get way() {
    return this.#engine;
  }

  /** Seconds of media here that are not shown yet. */
  get buffer() {
    return ahead(this.#video);
  }

  /** Seconds between what is shown and the newest that this way to play can get; null if it does not know. */
  get behind() {
    return this.#run ? this.#run.behind() : null;
  }

  /** Seconds that the picture has stood still. */
  get stillFor() {
    return Math.max(0, (performance.now() - this.#movedAt) / 1000);
  }

  /** Is told, about once a second, whether the peer has had new media of late. */
  hear(flows) {
    if (flows && !this.#flows) {
      this.#flowsSince = performance.now();
    }
    this.#flows = flows;
  }

  async choose(id) {
    const engine = this.#usable.find(one => one.id === id);
    const is = await engine.prepare();
    if (is !== "ready") {
      this.missing ||= is === "missing";
      this.#unfit(engine);
      return;
    }
    this.#engine = engine;
    this.#failures = 0;
    this.#begin();
  }

  #unfit(engine) {
    this.#usable = this.#usable.filter(one => one !== engine);
    if (this.#usable.length === 0) {
      this.#end();
      this.#engine = null;
      this.phase = "unplayable";
    } else {
      this.choose(this.#usable[0].id);
    }
  }

  /** Ends what plays, if anything does, and begins at the newest picture. */
  restart(why) {
    console.info(`playing anew: ${why}`);
    this.restarts++;
    this.#begin();
  }

  toggle() {
    if (this.phase === "playing" || this.phase === "starting") {
      this.phase = "paused";
      this.#video.pause();
      clearTimeout(this.#pauseTimer);
      this.#pauseTimer = setTimeout(() => this.#rest(), LONG_PAUSE * 1000);
    } else if (this.phase !== "unplayable") {
      this.goLive();
    }
  }

  /** Whoever comes back from a pause wants to see what is on now. */
  goLive() {
    clearTimeout(this.#pauseTimer);
    if (!this.#engine) {
      return;
    }
    if (!this.#run || !this.#engine.edge) {
      this.#begin();
      return;
    }
    this.phase = "starting";
    this.#jump(this.buffer - this.#edge.cushion);
    this.#resetWatch();
    this.#play();
  }

  setMuted(muted) {
    this.#video.muted = muted;
    this.mutedByBrowser = false;
    remember("muted", muted ? "yes" : "no");
    if (!muted && this.phase === "blocked") {
      this.goLive();
    }
  }

  setVolume(volume) {
    this.#video.volume = Math.min(1, Math.max(0, volume));
    remember("volume", this.#video.volume);
    if (this.#video.volume > 0 && this.#video.muted) {
      this.setMuted(false);
    }
  }

  // ---- beginning and ending

  #begin() {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#pauseTimer);
    this.#end();
    if (this.phase !== "blocked") {
      this.phase = "starting";
    }
    this.#resetWatch();
    this.#startedAt = performance.now();
    this.#hasMoved = false;
    this.#video.playbackRate = 1;
    const start = ++this.#starts;
    // What an earlier run had to say late is of no interest.
    const ifCurrent = does => said => {
      if (start === this.#starts && this.#run) {
        does(said);
      }
    };
    this.#run = this.#engine.start(
      this.#video, this.#urls, ifCurrent(why => this.#failed(why)), ifCurrent(() => this.#ended()));
    this.#play();
  }

  async #play() {
    const video = this.#video;
    try {
      await video.play();
    } catch (e) {
      if (e.name !== "NotAllowedError") {
        return;
      }
      if (video.muted) {
        this.phase = "blocked";
        return;
      }
      // Browsers let a page that nobody has touched begin only without sound.
      video.muted = true;
      this.mutedByBrowser = true;
      await this.#play();
    }
  }

  #end() {
    const run = this.#run;
    this.#run = null;
    if (run) {
      this.#keepPicture();
      try {
        run.stop();
      } catch (e) {
        console.warn(e);
      }
    }
  }

  #ended() {
    if (this.#hasMoved && this.phase !== "paused") {
      this.restart("the stream has ended");
    } else {
      this.#failed("the stream has ended");
    }
  }

  #failed(why) {
    console.info(`${this.#engine.id}: ${why}`);
    this.#end();
    if (this.phase === "paused") {
      return;
    }
    this.#failures += this.#hasMoved ? 0 : 1;
    // Where no media comes no other way would help.
    if (this.#failures >= TRIES && this.#flows && this.#usable.length > 1) {
      this.#unfit(this.#engine);
      return;
    }
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => {
      this.restarts++;
      this.#begin();
    }, this.#retryAfter * 1000);
    this.#retryAfter = Math.min(2 * this.#retryAfter, RETRY.most);
  }

  /** Nothing more is fetched. */
  #rest() {
    if (this.phase === "paused") {
      this.#end();
    }
  }

  /** What was shown last stays until there is something newer. */
  #keepPicture() {
    const video = this.#video;
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0) {
      const last = document.createElement("canvas");
      last.width = video.videoWidth;
      last.height = video.videoHeight;
      last.getContext("2d").drawImage(video, 0, 0);
      video.poster = last.toDataURL("image/jpeg", 0.8);
    }
  }

  // ---- as it plays

  #resetWatch() {
    this.#position = -1;
    this.#movedAt = performance.now();
  }

  #look() {
    const wall = Date.now();
    const slept = (wall - this.#lookedAt) / 1000 > SLEPT && !document.hidden;
    this.#lookedAt = wall;
    if (!this.#run || this.phase === "paused" || this.phase === "blocked") {
      return;
    }
    if (slept) {
      this.restart("the computer was asleep");
      return;
    }
    const video = this.#video;
    const now = performance.now();
    if (video.currentTime !== this.#position) {
      this.#moved(now);
    } else if (this.#isOverdue(now)) {
      if (this.#hasMoved) {
        this.restart("the picture stood still");
      } else {
        this.#failed("no picture");
      }
      return;
    }
    const next = beyondHole(video.buffered, video.currentTime);
    if (next !== null && (now - this.#movedAt) / 1000 > GAP) {
      video.currentTime = next + 0.02;
    } else if (this.#engine.edge && this.#hasMoved) {
      const {rate, jump} = this.#edge.look(now / 1000, this.buffer);
      video.playbackRate = rate;
      this.#jump(jump);
    }
  }

  #moved(now) {
    const still = (now - this.#movedAt) / 1000;
    // Where the page is not seen, its clock is slow.
    if (this.#hasMoved && this.#position >= 0 && still > GAP && !document.hidden) {
      this.gaps++;
      this.gapSeconds += still;
      this.longestGap = Math.max(this.longestGap, still);
      this.#edge.stalled(now / 1000);
    }
    const began = this.#position < 0;
    this.#position = this.#video.currentTime;
    this.#movedAt = now;
    if (!began && !this.#video.paused) {
      if (!this.#hasMoved && this.#engine.edge) {
        // What comes at first is up to a keyframe interval old. Nobody has seen anything yet, so nobody sees the jump.
        this.#jump(this.buffer - this.#edge.cushion);
      }
      this.#hasMoved = true;
      this.hasPlayed = true;
      this.phase = "playing";
      this.#failures = 0;
      this.#retryAfter = RETRY.first;
    }
  }

  #isOverdue(now) {
    const still = (now - Math.max(this.#movedAt, this.#startedAt, this.#flowsSince)) / 1000;
    return this.#flows && !this.#video.seeking && still > (this.#hasMoved ? STUCK : FIRST_PICTURE);
  }

  #jump(seconds) {
    if (seconds > 0.05 && !this.#video.seeking) {
      this.#video.currentTime += seconds;
      this.#position = this.#video.currentTime;
    }
  }
}
