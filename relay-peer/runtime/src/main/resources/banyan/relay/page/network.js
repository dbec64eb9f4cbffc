/* The panel beside the picture: how the channel comes here. Names and titles are put in as text, never as markup. */

import {duration} from "./situation.js";

/** Steps of the path that are shown one by one; what is between them is summed up. */
const STEPS_SHOWN = 7;

export function bits(perSecond) {
  return perSecond >= 1e6 ? `${(perSecond / 1e6).toFixed(1)} Mbit/s` : `${Math.round(perSecond / 1e3)} kbit/s`;
}

export function bytes(count) {
  return count >= 1e9 ? `${(count / 1e9).toFixed(2)} GB` : `${(count / 1e6).toFixed(1)} MB`;
}

function millis(micros) {
  return micros > 0 ? `${(micros / 1000).toFixed(micros < 9950 ? 1 : 0)} ms` : "";
}

function seconds(value) {
  return value === null ? "–" : `${value.toFixed(2)} s`;
}

/** The steps from the broadcaster to whoever is fed here. */
export function steps(here) {
  const path = here.path.map((at, i) => ({
    name: i === 0 ? "Broadcaster" : "Peer",
    peer: at.peer,
    way: millis(at.roundTripMicros),
  }));
  if (path.length === 0) {
    path.push({name: "Broadcaster", way: ""}, {name: "You", me: true, way: "looking for a way…"});
  } else {
    const me = path[path.length - 1];
    me.name = path.length === 1 ? "You, the broadcaster" : "You";
    me.me = true;
    if (here.phase === "ORPHANED") {
      me.way = "looking for another way…";
    }
  }
  if (path.length > STEPS_SHOWN) {
    const left = path.splice(2, path.length - STEPS_SHOWN + 1);
    path.splice(2, 0, {name: `${left.length} more peers`, way: ""});
  }
  if (here.children > 0) {
    path.push({name: here.children === 1 ? "1 peer is fed by you" : `${here.children} peers are fed by you`, below: true,
      way: ""});
  }
  return path;
}

/** Name and value of each figure: first those that everybody wants, then those for the curious. */
export function figures(here, watching) {
  const about = here.description || {};
  const parent = here.links.find(link => link.role === "PARENT");
  const main = [
    ["Behind the broadcaster", watching.behind === null ? "–" : `${watching.behind.toFixed(1)} s`],
    ["Buffer", seconds(watching.buffer)],
    ["Backups ready", String(here.backups)],
    ["Fed by you", here.freeSlots > 0 ? `${here.children} (room for ${here.freeSlots})` : String(here.children)],
    ["Gaps", watching.gaps === 0 ? "none" : `${watching.gaps} (${watching.gapSeconds.toFixed(1)} s)`],
    ["Passed on", bytes(here.counters.bytesSent)],
  ];
  const more = [
    ["Hops from the broadcaster", here.depth === 255 ? "–" : String(here.depth)],
    ["Round trip to the parent", parent ? millis(parent.roundTripMicros) || "–" : "–"],
    ["Newest sign of the broadcaster", here.lagMicros < 0 ? "–" : `${(here.lagMicros / 1e6).toFixed(2)} s ago`],
    ["Changes of parent", String(here.counters.parentChanges)],
    ["Chunks lost", String(here.counters.chunksLost)],
    ["Chunks fetched one by one", String(here.counters.chunksPulled)],
    ["Peers and viewers below", `${here.subtreePeers - 1}, ${Math.max(0, here.subtreeViewers - here.viewers)}`],
    ["Stream at most", about.peakBitsPerSecond ? bits(about.peakBitsPerSecond) : "–"],
    ["Links are encrypted", here.links.length === 0 ? "–" : here.links.every(link => link.encrypted) ? "yes" : "no"],
    ["Played anew", String(watching.restarts)],
    ["Longest gap", watching.gaps === 0 ? "–" : seconds(watching.longestGap)],
    ["Watching for", duration(watching.forSeconds)],
  ];
  return {main, more};
}

export function put(element, text) {
  // Only changes are written, so that a selection and a screen reader's place survive.
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** As many children as needed, each made once. */
export function fit(list, count, make) {
  while (list.children.length > count) {
    list.lastElementChild.remove();
  }
  while (list.children.length < count) {
    list.append(make());
  }
}

function element(name, className = "") {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

export function showPath(list, here) {
  const all = steps(here);
  fit(list, all.length, () => {
    const item = element("li");
    item.append(element("span", "way"), element("span", "name"), " ", element("code"));
    return item;
  });
  all.forEach((step, i) => {
    const item = list.children[i];
    item.classList.toggle("me", Boolean(step.me));
    item.classList.toggle("below", Boolean(step.below));
    put(item.querySelector(".way"), step.way);
    put(item.querySelector(".name"), step.name);
    put(item.querySelector("code"), step.peer || "");
  });
}

export function showFigures(list, pairs) {
  fit(list, pairs.length, () => {
    const pair = element("div");
    pair.append(element("dt"), element("dd"));
    return pair;
  });
  pairs.forEach(([name, value], i) => {
    put(list.children[i].firstElementChild, name);
    put(list.children[i].lastElementChild, value);
  });
}
