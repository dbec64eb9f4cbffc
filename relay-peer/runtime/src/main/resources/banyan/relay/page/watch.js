/* The page at /watch/CHANNEL: a player that stays live by itself, what is going on, and how the channel comes here. */

import {about} from "./about.js";
import {figures, showFigures, showPath} from "./network.js";
import {Player, remember, remembered} from "./player.js";
import {Plot} from "./plot.js";
import {situation} from "./situation.js";

const ASK_MILLIS = 1000;
const TELL_MILLIS = 250;
const ANSWER_MILLIS = 4000;
/** Answers in a row that must fail before the peer counts as gone. */
const MISSED = 2;
/** Seconds over which the youngest beat tells of the way alone: the root makes four a second. */
const BEATS_LOOKED_AT = 5;
/** Seconds without movement after which the controls go out of the picture's way. */
const IDLE = 2.5;

const ICONS = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M4 2.5h3v11H4zM9.5 2.5h3v11h-3z",
  loud: "M2 6v4h3l4 3.5v-11L5 6zM10.6 5.2a4 4 0 0 1 0 5.6l.9.9a5.3 5.3 0 0 0 0-7.4z",
  mute: "M2 6v4h3l4 3.5v-11L5 6zM14.6 6.3l-.9-.9L12 7.1l-1.7-1.7-.9.9L11.1 8l-1.7 1.7.9.9L12 8.9l1.7 1.7.9-.9L12.9 8z",
  full: "M2 2h4v1.5H3.5V6H2zM10 2h4v4h-1.5V3.5H10zM2 10h1.5v2.5H6V14H2zM12.5 10H14v4h-4v-1.5h2.5z",
  small: "M4.5 2H6v4H2V4.5h2.5zM10 2h1.5v2.5H14V6h-4zM2 10h4v4H4.5v-2.5H2zM10 10h4v1.5h-2.5V14H10z",
};

const byId = id => document.getElementById(id);
const channel = decodeURIComponent(location.pathname.split("/").pop());
const video = byId("video");
const stage = byId("stage");
const media = `${location.origin}/live/${channel}`;
/** A player in a browser does not go on where times begin anew: its stream ends there. */
const urls = {ts: `${media}.ts`, run: `${media}.ts?next-run=no`, hls: `${media}/index.m3u8`};
const unknown = "unknown" in document.body.dataset;
const player = new Player(video, urls);
/** Two minutes, one a second: {behind, buffer} in seconds or null, and whether there was a gap since the last one. */
const plot = new Plot(byId("plot"), {
  samples: 120,
  lines: [
    {color: "--accent", value: sample => sample.buffer},
    {color: "--sky", value: sample => sample.behind},
  ],
  mark: sample => sample.gap,
  label: value => `${Number(value.toFixed(1))} s`,
  least: 1,
});
const began = performance.now();

// ---- what the peer says

let here = null;
let missed = 0;
let hasLeft = false;
let newest = {epoch: 0, sequence: -1, at: performance.now()};
let lags = [];
let plottedGaps = 0;
let poster = "";

function heard(status) {
  missed = 0;
  const now = status.channels.find(one => one.channel === channel) || null;
  hasLeft = here !== null && now === null;
  here = now;
  if (here === null) {
    return;
  }
  const window = here.window;
  // A new run is known before its first media is here.
  if (window.newestSequence >= 0
      && (window.epoch !== newest.epoch || window.newestSequence !== newest.sequence)) {
    newest = {epoch: window.epoch, sequence: window.newestSequence, at: performance.now()};
  }
  player.hear(quietFor() < 2);
  lags = [...lags, here.lagMicros < 0 ? null : here.lagMicros / 1e6].slice(-BEATS_LOOKED_AT);
  showAbout(about(here.description));
  byId("sound").hidden = here.description?.audioCodec === "";
  const watching = {
    behind: behind(),
    buffer: player.hasPlayed ? player.buffer : null,
    gaps: player.gaps,
    gapSeconds: player.gapSeconds,
    longestGap: player.longestGap,
    restarts: player.restarts,
    forSeconds: (performance.now() - began) / 1000,
  };
  showPath(byId("path"), here);
  const {main, more} = figures(here, watching);
  showFigures(byId("figures"), main);
  showFigures(byId("more"), more);
  plot.add({behind: watching.behind, buffer: watching.buffer, gap: player.gaps > plottedGaps});
  plottedGaps = player.gaps;
}

function showAbout(said) {
  const title = said.title || "Channel";
  byId("title").firstElementChild.textContent = title;
  document.title = `${title} – Banyan`;
  for (const [id, text] of [["now-playing", said.nowPlaying], ["genre", said.genre],
    ["description", said.description], ["contact", said.contact]]) {
    const line = byId(id);
    const put = line.querySelector("bdi");
    line.hidden = text === "";
    // Only changes are written, so that a selection and a screen reader's place survive.
    if (put.textContent !== text) {
      put.textContent = text;
    }
  }
  byId("about").hidden = !said.genre && !said.description && !said.contact;
  // Between its runs the player puts its last picture there.
  if (said.poster !== poster) {
    poster = said.poster;
    if (said.poster) {
      video.poster = said.poster;
    } else {
      video.removeAttribute("poster");
    }
  }
}

async function ask() {
  try {
    const answer = await fetch("/status", {cache: "no-store", signal: AbortSignal.timeout(ANSWER_MILLIS)});
    if (!answer.ok) {
      throw new Error(`status ${answer.status}`);
    }
    const status = await answer.json();
    if (!unknown) {
      heard(status);
    } else if (status.channels.some(one => one.channel === channel)) {
      // It has come after all.
      location.reload();
    }
  } catch (e) {
    missed++;
    console.info(e);
  } finally {
    setTimeout(ask, ASK_MILLIS);
  }
}

/** Seconds without new media at the peer. */
function quietFor() {
  return (performance.now() - newest.at) / 1000;
}

/**
 * Seconds from capture to screen, as far as one can tell without a common clock: a chunk has to be whole, then comes
 * the way, whose length the youngest of some beats tells, then what this player holds back.
 */
function behind() {
  const known = lags.filter(lag => lag !== null);
  const held = player.behind;
  if (!player.hasPlayed || held === null || known.length === 0 || here === null) {
    return null;
  }
  return held + Math.min(...known) + ((here.description || {}).chunkMillis || 0) / 1000;
}

// ---- what is told

let told = {};

function tell() {
  const now = situation({
    unknown,
    peerIsGone: missed >= MISSED,
    here,
    hasLeft,
    quietFor: quietFor(),
    player,
    behind: behind(),
  });
  const live = player.phase === "playing" && now.tone === "live";
  byId("live").classList.toggle("now", live);
  showPlayer(live);
  if (JSON.stringify(now) === JSON.stringify(told)) {
    return;
  }
  told = now;
  byId("state").className = now.tone;
  if (byId("state-text").textContent !== now.text) {
    byId("state-text").textContent = now.text;
  }
  byId("state-detail").textContent = now.detail;
  byId("notice").hidden = now.notice === null;
  byId("controls").hidden = unknown || player.phase === "unplayable";
  byId("notice-text").textContent = now.notice || "";
  byId("spinner").hidden = !now.waits;
  byId("notice-button").hidden = now.button === null;
  byId("notice-button").textContent = now.button || "";
}

function draw(button, icon, label) {
  if (button.dataset.icon === icon) {
    return;
  }
  button.dataset.icon = icon;
  button.setAttribute("aria-label", label);
  button.title = label;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[icon]);
  svg.append(path);
  button.replaceChildren(svg);
}

function showPlayer(live) {
  const rests = player.phase === "paused" || player.phase === "blocked";
  draw(byId("play"), rests ? "play" : "pause", rests ? "Play (K)" : "Pause (K)");
  draw(byId("mute"), video.muted || video.volume === 0 ? "mute" : "loud", video.muted ? "Sound on (M)" : "Mute (M)");
  const isFull = document.fullscreenElement !== null;
  draw(byId("full"), isFull ? "small" : "full", isFull ? "Leave full screen (F)" : "Full screen (F)");
  byId("volume").value = video.muted ? 0 : Math.round(video.volume * 100);
  byId("unmute").hidden = !player.mutedByBrowser || !player.hasPlayed || (here?.description?.audioCodec ?? "") === "";
  const button = byId("live");
  const text = live ? "Live" : "Go live";
  if (button.textContent !== text) {
    button.textContent = text;
    button.title = "Jump to what is on now";
  }
  // Until there is a picture there is nothing to be out of the way of.
  stage.classList.toggle("idle", live && performance.now() - touched > IDLE * 1000
    && !stage.querySelector("#controls").matches(":focus-within"));
  showWays();
}

let shownWays = "";

function showWays() {
  const ways = player.ways;
  const now = `${ways.map(way => way.id)} ${player.way?.id}`;
  if (now === shownWays) {
    return;
  }
  shownWays = now;
  byId("engine").replaceChildren(...ways.map(way => new Option(way.name, way.id)));
  byId("engine").value = player.way?.id ?? "";
  byId("choice").hidden = ways.length < 2;
}

// ---- what is pressed

let touched = performance.now();
const touch = () => { touched = performance.now(); };
for (const event of ["pointermove", "pointerdown", "keydown"]) {
  stage.addEventListener(event, touch);
}

const does = {
  play: () => player.toggle(),
  mute: () => player.setMuted(!video.muted),
  louder: () => player.setVolume(video.volume + 0.1),
  quieter: () => player.setVolume(video.volume - 0.1),
  full() {
    if (document.fullscreenElement) {
      document.exitFullscreen();
    } else if (stage.requestFullscreen) {
      stage.requestFullscreen().catch(e => console.info(e));
    } else {
      // A telephone that shows only the picture itself on the full screen.
      video.webkitEnterFullscreen?.();
    }
  },
  panel: () => showPanel(byId("network").hidden),
};

function showPanel(isShown) {
  byId("network").hidden = !isShown;
  byId("panel-button").setAttribute("aria-expanded", String(isShown));
  document.querySelector("main").classList.toggle("alone", !isShown);
  remember("panel", isShown ? "yes" : "no");
}

const KEYS = {k: "play", " ": "play", m: "mute", f: "full", n: "panel", ArrowUp: "louder", ArrowDown: "quieter"};

document.addEventListener("keydown", event => {
  const at = event.target;
  const isTyped = at.matches("input, select, textarea") || event.ctrlKey || event.altKey || event.metaKey;
  const what = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  // A button that has the focus is pressed with the space bar, as everywhere.
  if (!isTyped && what && !(event.key === " " && at.matches("button, a, summary"))) {
    event.preventDefault();
    touch();
    does[what]();
    tell();
  }
});
byId("play").addEventListener("click", does.play);
byId("mute").addEventListener("click", does.mute);
byId("unmute").addEventListener("click", () => player.setMuted(false));
byId("full").addEventListener("click", does.full);
byId("live").addEventListener("click", () => player.goLive());
byId("panel-button").addEventListener("click", does.panel);
byId("volume").addEventListener("input", event => player.setVolume(event.target.value / 100));
byId("engine").addEventListener("change", event => {
  remember("player", event.target.value);
  player.choose(event.target.value);
});
byId("notice-button").addEventListener("click", () => {
  if (player.phase === "blocked") {
    player.goLive();
  } else {
    location.assign("/");
  }
});
video.addEventListener("click", event => event.pointerType === "touch" ? touch() : does.play());
video.addEventListener("dblclick", does.full);

// ---- it begins

byId("ts").href = urls.ts;
byId("ts").firstElementChild.textContent = urls.ts;
showPanel(remembered("panel") !== "no");
video.volume = Number(remembered("volume") ?? 1);
video.muted = remembered("muted") === "yes";
if (unknown) {
  byId("title").hidden = byId("other").hidden = byId("network").hidden = true;
  byId("panel-button").hidden = true;
  document.querySelector("main").classList.add("alone");
} else {
  player.begin(new URLSearchParams(location.search).get("player") ?? remembered("player"));
}
ask();
setInterval(tell, TELL_MILLIS);
tell();
