/* The rules of the pages that need no browser: what they say, how a player stays live, what is drawn. */
import assert from "node:assert/strict";
import test from "node:test";
import {about} from "./page/about.js";
import {PLOTS, changes, clock, figures as consoleFigures, points, state, summary} from "./page/control-words.js";
import {beyondHole, CUSHION, CUSHION_MOST, LiveEdge} from "./page/live.js";
import {figures, steps} from "./page/network.js";
import {situation} from "./page/situation.js";

const channel = {
  phase: "ATTACHED", ended: false, lagMicros: 120_000, depth: 2, children: 0, backups: 2, freeSlots: 1, viewers: 1,
  subtreePeers: 1, subtreeViewers: 1, links: [], counters: {bytesSent: 0, parentChanges: 0, chunksLost: 0,
    chunksPulled: 0},
  path: [{peer: "rootroot", roundTripMicros: 0}, {peer: "abcdefgh", roundTripMicros: 12_345},
    {peer: "mememeee", roundTripMicros: 0}],
};
const playing = {phase: "playing", hasPlayed: true, missing: false, stillFor: 0};

function said(facts) {
  return situation({unknown: false, peerIsGone: false, hasLeft: false, here: channel, quietFor: 0, behind: 0.61,
    player: playing, ...facts});
}

test("a channel that plays is live, and nothing is laid over it", () => {
  assert.deepEqual(said({}), {
    tone: "live", text: "Live", detail: "about 0.6 s behind the broadcaster", notice: null, button: null, waits: false,
  });
});

test("each trouble has words of its own", () => {
  const starting = {...playing, phase: "starting", hasPlayed: false};
  const still = {...playing, stillFor: 9};
  const words = [
    said({unknown: true, player: starting}),
    said({peerIsGone: true}),
    said({hasLeft: true, here: null}),
    said({player: {...starting, phase: "unplayable"}}),
    said({player: {...starting, phase: "unplayable", missing: true}}),
    said({player: {...starting, phase: "blocked"}}),
    said({player: {...playing, phase: "paused"}}),
    said({here: null, player: starting}),
    said({here: {...channel, ended: true}, player: still}),
    said({here: {...channel, phase: "JOINING", lagMicros: -1}, player: starting}),
    said({here: {...channel, lagMicros: 12_000_000}, player: still}),
    said({here: {...channel, phase: "ORPHANED"}, player: still}),
    said({quietFor: 8, player: still}),
    said({player: starting}),
    said({player: still}),
  ];
  const texts = words.map(one => one.text + (one.notice ?? ""));
  assert.equal(new Set(texts).size, words.length, texts.join("\n"));
  for (const one of words) {
    assert.notEqual(one.tone, "live", one.text);
  }
  assert.match(words[10].notice, /away for 12 s/);
  assert.match(words[4].notice, /npm/);
  assert.equal(words[4].waits, false);
});

test("what is read aloud changes only with the situation", () => {
  for (const facts of [lag => ({behind: lag}), lag => ({here: {...channel, lagMicros: 1e7 + lag * 1e6}})]) {
    assert.equal(said(facts(1)).text, said(facts(7)).text);
    assert.notEqual(said(facts(1)).detail, said(facts(7)).detail);
  }
});

test("while the picture moves nothing is laid over it", () => {
  for (const trouble of [{peerIsGone: true}, {here: {...channel, phase: "ORPHANED"}}, {quietFor: 8}]) {
    assert.equal(said(trouble).notice, null);
    assert.notEqual(said({...trouble, player: {...playing, stillFor: 2}}).notice, null);
  }
});

test("what lies in hand beyond the cushion is caught up, and far beyond jumped over", () => {
  const edge = new LiveEdge();
  assert.deepEqual(edge.look(0, CUSHION), {rate: 1, jump: 0});
  assert.ok(edge.look(1, CUSHION + 0.6).rate > 1);
  assert.ok(edge.look(2, CUSHION + 0.1).rate > 1, "until the cushion is reached");
  assert.equal(edge.look(3, CUSHION - 0.01).rate, 1);
  assert.ok(Math.abs(edge.look(4, CUSHION + 5).jump - 5) < 1e-9);
  assert.ok(edge.look(5, 0.05).rate < 1, "with next to nothing in hand it eases");
});

test("stalls make the cushion larger, calm makes it small again", () => {
  const edge = new LiveEdge();
  for (let i = 0; i < 20; i++) {
    edge.stalled(i);
  }
  assert.equal(edge.cushion, CUSHION_MOST);
  for (let now = 20; now < 1000; now++) {
    edge.look(now, edge.cushion);
  }
  assert.equal(edge.cushion, CUSHION);
});

test("a hole is jumped over, and only a hole", () => {
  const ranges = {length: 2, start: i => [0, 10][i], end: i => [5, 15][i]};
  assert.equal(beyondHole(ranges, 2), null);
  assert.equal(beyondHole(ranges, 4.95), 10);
  assert.equal(beyondHole(ranges, 7), 10);
  assert.equal(beyondHole(ranges, 12), null);
  assert.equal(beyondHole(ranges, 14.99), null, "there is nothing beyond yet");
});

test("the path leads from the broadcaster to the viewer, each step with its round trip", () => {
  assert.deepEqual(steps(channel).map(({name, way}) => [name, way]),
    [["Broadcaster", ""], ["Peer", "12 ms"], ["You", ""]]);
  const deep = {...channel, path: Array.from({length: 30}, (_, i) => ({peer: `peer${i}`, roundTripMicros: 1000}))};
  const shown = steps({...deep, children: 3});
  assert.ok(shown.length <= 8, String(shown.length));
  assert.deepEqual(shown.map(step => step.name).slice(0, 3), ["Broadcaster", "Peer", "24 more peers"]);
  assert.equal(shown.at(-1).name, "3 peers are fed by you");
  assert.equal(steps({...channel, path: []}).length, 2);
});

test("what a channel says of itself is text, bounded, and nothing that steers", () => {
  assert.deepEqual(about(null), {title: "", nowPlaying: "", genre: "", description: "", contact: "", poster: ""});
  const said = about({title: "a\u202eb\u0007", nowPlaying: "<b>So</b> What", genre: 7, description: "x".repeat(5000),
    contact: "\u2067\u200b"});
  assert.equal(said.title, "a b");
  assert.equal(said.nowPlaying, "<b>So</b> What");
  assert.equal(said.genre, "");
  assert.equal(said.description.length, 1024);
  assert.equal(said.contact, "");
});

test("a poster is the address of a picture on the web, and nothing else", () => {
  for (const url of ["http://127.0.0.1:8080/p.jpg", "https://example.org/p.jpg?size=2"]) {
    assert.equal(about({poster: url}).poster, url);
  }
  for (const text of ["javascript:alert(1)", "data:image/png;base64,AAAA", "p.jpg", "//example.org/p.jpg", "", null]) {
    assert.equal(about({poster: text}).poster, "", String(text));
  }
});

test("figures are there for a peer that has nothing yet", () => {
  const nothing = {...channel, depth: 255, lagMicros: -1, path: []};
  const {main, more} = figures(nothing, {behind: null, buffer: null, gaps: 0, gapSeconds: 0, longestGap: 0, restarts: 0,
    forSeconds: 3});
  for (const [name, value] of [...main, ...more]) {
    assert.doesNotMatch(value, /NaN|undefined|null/, name);
  }
});

const onAir = {
  onAirMillis: 3_723_000, about: {title: "Night train", nowPlaying: ""},
  stream: {encoder: "OBS", flows: true, video: "h264", audio: "aac", width: 1280, height: 720, bitsPerSecond: 2_150_000,
    peakBitsPerSecond: 2_600_000, declaredBitsPerSecond: 3_200_000, joinIntervalMicros: 2_000_000,
    sinceJoinMicros: 400_000, behindMicros: 20_000, unitsDropped: 0, piecesDamaged: 0},
  tree: {viewers: 42, viewersHere: 1, peers: 17, depth: 4, children: 3, slots: 8, freeSlots: 5},
  upload: {bitsPerSecond: 6_400_000, limitBitsPerSecond: 20_000_000},
  index: {url: "http://127.0.0.1:7190", standing: "GOOD"},
};

function consoleSays(stream, rest = {}) {
  const {audience, intake} = consoleFigures({...onAir, ...rest, stream: {...onAir.stream, ...stream}});
  return Object.fromEntries([...audience, ...intake]);
}

test("the console says how the channel is", () => {
  assert.deepEqual(state(onAir, false), {tone: "live", text: "On air", detail: "for 1:02:03"});
  const states = [state(null, false), state(onAir, true), state(onAir, false),
    state({...onAir, stream: {...onAir.stream, flows: false}}, false),
    state({...onAir, stream: {...onAir.stream, flows: false, encoder: ""}}, false)];
  assert.equal(new Set(states.map(one => one.text)).size, states.length);
  assert.deepEqual(states.map(one => one.tone), ["wait", "bad", "live", "wait", "wait"]);
  assert.equal(clock(59_999), "0:00:59");
});

test("the console's figures are those of the terminal", () => {
  const said = consoleSays({});
  assert.equal(said.Viewers, "42 (1 here)");
  assert.equal(said["Peers below"], "17 (depth 4)");
  assert.equal(said["Bitrate now"], "2.1 Mbit/s");
  assert.equal(said["It sends"], "H.264 1280×720 and AAC");
  assert.equal(said["Upload in use"], "6.4 Mbit/s");
  assert.equal(said["Upload at most"], "20.0 Mbit/s");
  assert.equal(said.Keyframes, "every 2.0 s");
  assert.equal(said.Recording, undefined);
  assert.equal(consoleSays({flows: false})["Bitrate now"], "nothing");
  assert.equal(consoleSays({sinceJoinMicros: 12e6}).Keyframes, "none for 12.0 s");
  const nothing = consoleSays({encoder: "", video: "", audio: "", width: undefined, joinIntervalMicros: 0},
    {recording: {state: "STOPPED", problem: "no space left on device"}});
  assert.equal(nothing.Recording, "stopped: no space left on device");
  for (const [name, value] of Object.entries(nothing)) {
    assert.doesNotMatch(value, /NaN|undefined|null/, name);
  }
});

test("the console's plots are told in words too", () => {
  const samples = points({
    fields: ["unixMillis", "bitsPerSecond", "viewers", "peers", "uploadBitsPerSecond", "joinIntervalMicros",
      "behindMicros"],
    history: [[1, 2_000_000, 3, 9, 0, 2_000_000, 0], [2, 1_000_000, 7, 8, 0, null, null]],
  });
  const words = Object.fromEntries(PLOTS.map(plot => [plot.id, summary(plot, samples)]));
  assert.equal(words.bitrate, "now 1.0 Mbit/s, at most 2.0 Mbit/s");
  assert.equal(words.viewers, "now 8, at most 9; now 7, at most 7");
  assert.equal(words.encoder, "now 2 s, at most 2 s; now 0 s, at most 0 s");
  assert.equal(summary(PLOTS[0], []), "");
});

test("a form sends what has changed, and no more", () => {
  const said = {title: "Night train", nowPlaying: "So What", genre: ""};
  assert.deepEqual(changes({title: "Night train", nowPlaying: " So What ", genre: ""}, said), {});
  assert.deepEqual(changes({title: "Night train", nowPlaying: "", contact: "me"}, said), {nowPlaying: "", contact: "me"});
});
