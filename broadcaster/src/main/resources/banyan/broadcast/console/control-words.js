/* The console's figures in words, and what its plots show. Knows no page, so that it can be tested alone. */

import {bits, bytes} from "./network.js";

/** Less than this is between one picture and the next. */
const IN_TIME_MICROS = 500_000;

/**
 * How the channel is, in a line.
 *
 * @param now what /control/figures said last; null before the first time
 * @param isGone whether it says nothing any more
 * @returns {{tone: string, text: string, detail: string}} as on the page at /watch
 */
export function state(now, isGone) {
  if (isGone) {
    return {tone: "bad", text: "The program that broadcasts does not answer.", detail: ""};
  }
  if (now === null) {
    return {tone: "wait", text: "Connecting…", detail: ""};
  }
  const detail = `for ${clock(now.onAirMillis)}`;
  if (now.stream.flows) {
    return {tone: "live", text: "On air", detail};
  }
  const text = now.stream.encoder ? "On air, but nothing comes in" : "On air, without an encoder";
  return {tone: "wait", text, detail};
}

/** 1:02:03 */
export function clock(millis) {
  const seconds = Math.floor(millis / 1000);
  const two = value => String(value % 60).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60))}:${two(seconds)}`;
}

function seconds(micros) {
  return `${(micros / 1e6).toFixed(1)} s`;
}

function keyframes({joinIntervalMicros, sinceJoinMicros}) {
  if (sinceJoinMicros > Math.max(joinIntervalMicros, 1e6) * 1.5) {
    return `none for ${seconds(sinceJoinMicros)}`;
  }
  return joinIntervalMicros > 0 ? `every ${seconds(joinIntervalMicros)}` : "–";
}

function media({video, audio, width, height}) {
  const size = width ? ` ${width}×${height}` : "";
  return [video && `H.264${size}`, audio && "AAC"].filter(Boolean).join(" and ") || "–";
}

function recorded({state: how, bytes: count, files, problem}) {
  return {
    WAITING: "waits for the stream",
    RECORDING: `${bytes(count)} in ${files} ${files === 1 ? "file" : "files"}`,
    STOPPED: `stopped: ${problem}`,
    ENDED: "ended",
  }[how];
}

/** Name and value of each figure: who is there, and what comes in. */
export function figures(now) {
  const {stream, tree, upload, index, recording} = now;
  const audience = [
    ["Viewers", tree.viewersHere > 0 ? `${tree.viewers} (${tree.viewersHere} here)` : String(tree.viewers)],
    ["Peers below", tree.peers > 0 ? `${tree.peers} (depth ${tree.depth})` : "none"],
    ["Fed from here", `${tree.children} (room for ${tree.freeSlots === 0 ? "no" : tree.freeSlots} more)`],
    ["Upload in use", bits(upload.bitsPerSecond)],
  ];
  if (upload.limitBitsPerSecond > 0) {
    audience.push(["Upload at most", bits(upload.limitBitsPerSecond)]);
  }
  if (index.url) {
    const standing = {UNKNOWN: "has not answered yet", GOOD: "answers", BAD: "does not answer"};
    audience.push(["Index", standing[index.standing]]);
  }
  if (recording) {
    audience.push(["Recording", recorded(recording)]);
  }
  const intake = [
    ["Encoder", stream.encoder || "none"],
    ["It sends", media(stream)],
    ["Bitrate now", stream.flows ? bits(stream.bitsPerSecond) : "nothing"],
    ["At its peak", stream.peakBitsPerSecond > 0 ? bits(stream.peakBitsPerSecond) : "–"],
    ["Declared", bits(stream.declaredBitsPerSecond)],
    ["Keyframes", keyframes(stream)],
    ["Behind the clock", stream.behindMicros < IN_TIME_MICROS ? "in time" : seconds(stream.behindMicros)],
    ["Dropped", stream.unitsDropped === 0 ? "nothing"
      : `${stream.unitsDropped} ${stream.unitsDropped === 1 ? "picture or frame" : "pictures or frames"}`],
    ["Damaged", stream.piecesDamaged === 0 ? "nothing"
      : `${stream.piecesDamaged} ${stream.piecesDamaged === 1 ? "piece" : "pieces"}`],
  ];
  return {audience, intake};
}

/** The points of /control/history, each with its values by name. */
export function points({fields, history}) {
  return history.map(row => point(fields, row));
}

export function point(fields, row) {
  return Object.fromEntries(fields.map((field, i) => [field, row[i]]));
}

const micros = field => at => at[field] === null ? null : at[field] / 1e6;

/** What is drawn over the last minutes; colors are the look's. */
export const PLOTS = [
  {
    id: "bitrate",
    lines: [{color: "--accent", value: at => at.bitsPerSecond}],
    label: bits,
    least: 100_000,
  },
  {
    id: "viewers",
    lines: [{color: "--sky", value: at => at.peers}, {color: "--accent", value: at => at.viewers}],
    label: String,
    least: 4,
  },
  {
    id: "upload",
    lines: [{color: "--accent", value: at => at.uploadBitsPerSecond}],
    label: bits,
    least: 100_000,
  },
  {
    id: "encoder",
    lines: [{color: "--sky", value: micros("joinIntervalMicros")}, {color: "--accent", value: micros("behindMicros")}],
    label: value => `${Number(value.toFixed(1))} s`,
    least: 2,
  },
];

/** A plot in a sentence, for those who do not see it. */
export function summary(plot, samples) {
  return plot.lines.map((line, i) => {
    const values = samples.map(line.value).filter(value => value !== null);
    if (values.length === 0) {
      return "";
    }
    const said = `now ${plot.label(values[values.length - 1])}, at most ${plot.label(Math.max(...values))}`;
    return i === 0 ? said : `; ${said}`;
  }).join("");
}

/** The texts of a form that are not what the channel says. */
export function changes(fields, about) {
  return Object.fromEntries(Object.entries(fields).filter(([name, text]) => text.trim() !== (about[name] ?? "")));
}
