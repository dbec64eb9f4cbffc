/*
 * A browser for a test: does what lines of JSON on stdin say, {"do": name, …}, and answers each with one line,
 * {"ok": value} or {"error": text}. Ends with its input.
 */
import {chromium} from "playwright-core";
import {createInterface} from "node:readline";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  // Tests may run as root, and in places with little shared memory.
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--mute-audio"],
});
const pages = new Map();

/**
 * Runs in the page: notes each picture that is shown, and when. A picture of the test source says its number in the
 * two lowest of twelve rows, 40 cells of white and black: 32 bits, then a checksum.
 */
function record() {
  const video = document.querySelector("video");
  if (!video) {
    return;
  }
  const canvas = document.createElement("canvas");
  const [columns, rows, cell] = [20, 12, 6];
  canvas.width = columns * cell;
  canvas.height = rows * cell;
  const pen = canvas.getContext("2d", {willReadFrequently: true});
  window.shown = {loaded: performance.timeOrigin, pictures: [], unread: 0};
  const read = () => {
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const {data} = pen.getImageData(0, (rows - 2) * cell, canvas.width, 2 * cell);
    const bits = [];
    for (let i = 0; i < 2 * columns; i++) {
      const left = i % columns * cell;
      const top = Math.floor(i / columns) * cell;
      let sum = 0;
      for (let y = top + 2; y < top + cell - 2; y++) {
        for (let x = left + 2; x < left + cell - 2; x++) {
          sum += data[4 * (y * canvas.width + x) + 1];
        }
      }
      bits.push(sum > 127 * (cell - 4) ** 2 ? 1 : 0);
    }
    let crc = 0xff;
    const byte = at => bits.slice(at, at + 8).reduce((value, bit) => 2 * value + bit, 0);
    for (let at = 0; at < 32; at += 8) {
      crc ^= byte(at);
      for (let i = 0; i < 8; i++) {
        crc = (crc << 1 ^ (crc & 0x80 ? 0x07 : 0)) & 0xff;
      }
    }
    return crc === byte(32) ? bits.slice(0, 32).reduce((value, bit) => 2 * value + bit, 0) : -1;
  };
  const next = () => {
    const number = read();
    if (number < 0) {
      window.shown.unread++;
    } else {
      window.shown.pictures.push([performance.timeOrigin + performance.now(), number]);
    }
    video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
}

/** Runs in the page: what a viewer sees of it. */
function look() {
  const text = id => document.getElementById(id).textContent.trim();
  const isShown = id => {
    const element = document.getElementById(id);
    return element.getClientRects().length > 0;
  };
  const figures = {};
  for (const pair of document.querySelectorAll("#figures > div, #more > div")) {
    figures[pair.firstElementChild.textContent] = pair.lastElementChild.textContent;
  }
  const video = document.querySelector("video");
  return {
    state: text("state-text"),
    tone: document.getElementById("state").className,
    notice: isShown("notice") ? text("notice-text") : "",
    title: text("title"),
    way: document.getElementById("engine").value,
    playRate: video.playbackRate,
    time: video.currentTime,
    muted: video.muted,
    volume: video.volume,
    unmute: isShown("unmute"),
    panel: isShown("network"),
    path: [...document.querySelectorAll("#path li")].map(li => li.querySelector(".name").textContent),
    ways: [...document.querySelectorAll("#path li")].map(li => li.querySelector(".way").textContent),
    figures,
    width: document.documentElement.clientWidth,
    neededWidth: document.documentElement.scrollWidth,
    unnamed: [...document.querySelectorAll("button, input, select, a")]
      .filter(one => one.getClientRects().length > 0 && !(one.ariaLabel || one.textContent.trim() || one.labels?.length))
      .map(one => one.outerHTML),
  };
}

const does = {
  /** As a browser without HLS of its own, at a build without npm, if bare. */
  async open({page: name, url, width, height, dark, bare}) {
    const context = await browser.newContext({viewport: {width, height}, colorScheme: dark ? "dark" : "light"});
    const page = await context.newPage();
    if (bare) {
      await page.route(/\/page\/(mpegts|hls\.light\.min)\.js$/, route => route.fulfill({status: 404}));
      await page.addInitScript(() => { HTMLMediaElement.prototype.canPlayType = () => ""; });
    }
    const complaints = [];
    page.on("console", message => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", error => complaints.push(String(error)));
    await page.addInitScript(`window.addEventListener("DOMContentLoaded", ${record})`);
    pages.set(name, {page, complaints});
    const answer = await page.goto(url, {waitUntil: "commit"});
    return {status: answer.status()};
  },
  look: ({page}) => pages.get(page).page.evaluate(look),
  /** What has been shown since the last time that it was asked. */
  shown: ({page}) => pages.get(page).page.evaluate(() => {
    const now = window.shown ?? {loaded: 0, pictures: [], unread: 0};
    if (window.shown) {
      window.shown = {...now, pictures: [], unread: 0};
    }
    return now;
  }),
  complaints: async ({page}) => pages.get(page).complaints,
  press: ({page, key}) => pages.get(page).page.keyboard.press(key),
  click: ({page, on}) => pages.get(page).page.click(on),
  choose: ({page, on, value}) => pages.get(page).page.selectOption(on, value),
  async screenshot({page, path, quality}) {
    await pages.get(page).page.screenshot(quality ? {path, type: "jpeg", quality} : {path});
  },
  async close({page}) {
    await pages.get(page).page.context().close();
    pages.delete(page);
  },
};

console.log(JSON.stringify({ok: browser.version()}));
for await (const line of createInterface({input: process.stdin})) {
  const asked = JSON.parse(line);
  try {
    console.log(JSON.stringify({ok: await does[asked.do](asked) ?? null}));
  } catch (e) {
    console.log(JSON.stringify({error: String(e)}));
  }
}
await browser.close();
