/* The page at /control: how the broadcaster's channel is, and what viewers are told of it. */

import {PLOTS, changes, figures, point, points, state, summary} from "./control-words.js";
import {fit, put, showFigures} from "./network.js";
import {Plot} from "./plot.js";

const ASK_MILLIS = 1000;
const ANSWER_MILLIS = 4000;
/** Answers in a row that must fail before the program counts as gone. */
const MISSED = 2;
/** Steps without a point after which all of them are asked for again: the page slept, say. */
const STEPS_MISSED = 3;
const TOKEN = "token";

const byId = id => document.getElementById(id);

// ---- the leave to change things: behind the # it is sent nowhere, and it goes from the address bar at once

function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get(TOKEN);
  if (given) {
    sessionStorage.setItem(TOKEN, given);
    history.replaceState(null, "", location.pathname);
  }
}

function token() {
  return sessionStorage.getItem(TOKEN);
}

async function ask(path, options = {}) {
  const answer = await fetch(path, {cache: "no-store", signal: AbortSignal.timeout(ANSWER_MILLIS), ...options});
  const said = await answer.json();
  if (!answer.ok) {
    throw Object.assign(new Error(said.error ?? `status ${answer.status}`), {status: answer.status});
  }
  return said;
}

/** The same as the channel's owner. */
async function askAsOwner(path, options = {}) {
  try {
    return await ask(path, {...options, headers: {...options.headers, authorization: `Bearer ${token()}`}});
  } catch (e) {
    if (e.status === 401 || e.status === 403) {
      // It was a run's that is over.
      sessionStorage.removeItem(TOKEN);
      showLock();
    }
    throw e;
  }
}

function showLock() {
  byId("locked").hidden = token() !== null;
  byId("form").hidden = token() === null;
  byId("recipe").hidden = token() === null || !now?.stream.takesEncoders;
}

// ---- what the program says

let now = null;
let missed = 0;
let fields = [];
let samples = [];
let most = 0;
let everyMillis = ASK_MILLIS;
const plots = new Map();

async function look() {
  try {
    const said = await ask("/control/figures");
    missed = 0;
    await plot(said);
    now = said;
    show();
  } catch (e) {
    missed++;
    console.info(e);
  } finally {
    showState();
    setTimeout(look, ASK_MILLIS);
  }
}

async function plot(said) {
  const last = samples[samples.length - 1]?.unixMillis ?? 0;
  const gap = said.unixMillis - last;
  if (gap < 0 || gap > STEPS_MISSED * everyMillis) {
    const all = await ask("/control/history");
    ({fields, everyMillis, points: most} = all);
    for (const one of PLOTS) {
      if (!plots.has(one.id)) {
        plots.set(one.id, new Plot(byId(one.id), {...one, samples: most}));
      }
    }
    samples = points(all);
  } else if (gap > 0) {
    samples = [...samples, point(fields, said.point)].slice(-most);
  }
  for (const one of PLOTS) {
    plots.get(one.id).show(samples);
    const canvas = byId(one.id);
    canvas.dataset.name ??= canvas.getAttribute("aria-label");
    canvas.setAttribute("aria-label", `${canvas.dataset.name}: ${summary(one, samples)}`);
  }
}

function showState() {
  const {tone, text, detail} = state(now, missed >= MISSED);
  byId("state").className = tone;
  put(byId("state-text"), text);
  put(byId("state-detail"), detail);
}

function show() {
  const {title, nowPlaying} = now.about;
  put(byId("title").firstElementChild, title || "Channel");
  document.title = `${title || "Channel"} – Banyan console`;
  byId("now-playing").hidden = nowPlaying === "";
  put(byId("now-playing").querySelector("bdi"), nowPlaying);
  byId("watch").href = `/watch/${now.channel}`;
  const {audience, intake} = figures(now);
  showFigures(byId("audience").querySelector("dl"), audience);
  showFigures(byId("intake").querySelector("dl"), intake);
  const warnings = byId("warnings").firstElementChild;
  fit(warnings, now.warnings.length, () => document.createElement("li"));
  now.warnings.forEach((sentence, i) => put(warnings.children[i], sentence));
  warnings.hidden = now.warnings.length === 0;
  for (const field of form.querySelectorAll("[name]")) {
    // What somebody is writing stays, whatever others say meanwhile.
    const said = now.about[field.name];
    if (field.value === (field.dataset.said ?? "")) {
      field.value = said;
    }
    field.dataset.said = said;
  }
  showLock();
}

// ---- what viewers are told

const form = byId("form");

function tell(text, isWrong = false) {
  put(byId("told"), text);
  byId("told").classList.toggle("wrong", isWrong);
}

form.addEventListener("input", () => tell(""));
form.addEventListener("submit", async event => {
  event.preventDefault();
  const changed = changes(Object.fromEntries(new FormData(form)), now?.about ?? {});
  if (Object.keys(changed).length === 0) {
    tell("Nothing has changed.");
    return;
  }
  try {
    const about = await askAsOwner("/control/channel", {
      method: "PATCH",
      headers: {"content-type": "application/json"},
      body: JSON.stringify(changed),
    });
    for (const name of Object.keys(changed)) {
      const field = form.elements[name];
      field.value = field.dataset.said = about[name] ?? "";
    }
    tell("Viewers have been told.");
  } catch (e) {
    tell(e.status ? e.message : "The program that broadcasts does not answer.", true);
  }
});

// ---- what encoders are told

const SECRETS = [
  ["server", "Server"], ["elsewhere", "Server, from another computer"], ["streamKey", "Stream key"],
  ["command", "Or with ffmpeg"],
];

function secret(name, text) {
  const title = document.createElement("dt");
  title.textContent = name;
  const value = document.createElement("dd");
  const code = document.createElement("code");
  code.textContent = text;
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "quiet";
  copy.textContent = "Copy";
  copy.setAttribute("aria-label", `Copy: ${name}`);
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    put(byId("reveal-told"), `${name}: copied.`);
  });
  value.append(code, copy);
  return [title, value];
}

byId("reveal").addEventListener("click", async () => {
  const secrets = byId("secrets");
  const isShown = !secrets.hidden;
  try {
    const recipe = isShown ? {} : await askAsOwner("/control/encoder");
    const known = SECRETS.filter(([key]) => recipe[key]);
    secrets.replaceChildren(...known.flatMap(([key, name]) => secret(name, recipe[key])));
    secrets.hidden = isShown;
    byId("reveal").setAttribute("aria-expanded", String(!isShown));
    put(byId("reveal"), isShown ? "Show address and stream key" : "Hide them");
    put(byId("reveal-told"), "");
  } catch (e) {
    put(byId("reveal-told"), e.message);
  }
});

// ---- it begins

takeToken();
addEventListener("hashchange", () => {
  takeToken();
  showLock();
});
showLock();
look();
