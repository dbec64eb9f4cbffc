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
  const next = (now, picture) => {
    const number = read();
    if (number < 0) {
      window.shown.unread++;
    } else {
      window.shown.pictures.push([performance.timeOrigin + performance.now(), number, picture.width]);
    }
    video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
}

/** Runs in the page, at /watch or at /control: what is seen of it. What it has not is empty. */
function look() {
  const byId = id => document.getElementById(id);
  const text = id => byId(id)?.textContent.trim() ?? "";
  const isShown = id => (byId(id)?.getClientRects().length ?? 0) > 0;
  const texts = selector => [...document.querySelectorAll(selector)].map(one => one.textContent);
  const figures = {};
  for (const pair of document.querySelectorAll(".figures > div")) {
    figures[pair.firstElementChild.textContent] = pair.lastElementChild.textContent;
  }
  const video = document.querySelector("video");
  return {
    address: location.href,
    state: text("state-text"),
    detail: text("state-detail"),
    tone: byId("state").className,
    notice: isShown("notice") ? text("notice-text") : "",
    title: text("title"),
    nowPlaying: isShown("now-playing") ? text("now-playing") : "",
    about: isShown("about") ? text("about") : "",
    poster: video?.poster ?? "",
    way: byId("engine")?.value ?? "",
    playRate: video?.playbackRate,
    time: video?.currentTime,
    muted: video?.muted,
    volume: video?.volume,
    unmute: isShown("unmute"),
    panel: isShown("network"),
    path: texts("#path li .name"),
    ways: texts("#path li .way"),
    figures,
    warnings: texts("#warnings li"),
    plots: [...document.querySelectorAll("#plots canvas")].map(canvas => canvas.getAttribute("aria-label")),
    form: isShown("form"),
    locked: isShown("locked"),
    told: text("told"),
    secrets: text("secrets"),
    fields: Object.fromEntries([...document.querySelectorAll("#form [name]")].map(field => [field.name, field.value])),
    width: document.documentElement.clientWidth,
    neededWidth: document.documentElement.scrollWidth,
    unnamed: [...document.querySelectorAll("button, input, select, textarea, a")]
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
    const remarks = [];
    page.on("console", message => (message.type() === "error" ? complaints : remarks).push(message.text()));
    page.on("pageerror", error => complaints.push(String(error)));
    await page.addInitScript(`window.addEventListener("DOMContentLoaded", ${record})`);
    pages.set(name, {page, complaints, remarks});
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
  remarks: async ({page}) => pages.get(page).remarks,
  press: ({page, key}) => pages.get(page).page.keyboard.press(key),
  click: ({page, on}) => pages.get(page).page.click(on),
  fill: ({page, on, value}) => pages.get(page).page.fill(on, value),
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
