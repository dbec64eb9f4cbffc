'use strict';

// Titles and all else that comes from channels is put in as text, never as markup.

const REFRESH_MILLIS = 4000;
// Where banyan watch shows a channel on the visitor's own computer, unless told otherwise.
const HERE = 'http://127.0.0.1:7180/watch/';
const list = document.getElementById('channels');
const status = document.getElementById('status');
const empty = document.getElementById('empty');
const query = document.getElementById('query');
const template = document.getElementById('channel');
const cards = new Map();
let asked = 0;

function rate(bitsPerSecond) {
  return bitsPerSecond >= 1e6
    ? (bitsPerSecond / 1e6).toFixed(1).replace(/\.0$/, '') + ' Mbit/s'
    : Math.max(1, Math.round(bitsPerSecond / 1e3)) + ' kbit/s';
}

function uptime(millis) {
  const minutes = Math.floor(millis / 60000);
  if (minutes < 1) return 'just started';
  if (minutes < 60) return 'on air for ' + minutes + ' min';
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? 'on air for ' + hours + ' h ' + (minutes % 60) + ' min'
    : 'on air for ' + Math.floor(hours / 24) + ' days';
}

function put(element, text) {
  // Only changes are written, so that a selection and a screen reader's place survive a refresh.
  if (element.textContent !== text) element.textContent = text;
}

// Writing that could turn the direction of what stands around it, or steer, is not shown.
function plain(text) {
  return typeof text === 'string' ? text.replace(/[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, ' ').trim() : '';
}

function say(line, text) {
  line.hidden = text === '';
  put(line.querySelector('bdi'), text);
}

async function copy(card, button) {
  const code = card.querySelector('.link code');
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch (e) {
    // The clipboard is closed to pages that came without HTTPS: copy the selection instead.
    const range = document.createRange();
    range.selectNodeContents(code);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    if (!document.execCommand('copy')) {
      put(button, 'Press Ctrl+C');
      return;
    }
  }
  put(button, 'Copied');
  setTimeout(() => put(button, 'Copy link'), 2000);
}

function card(channel) {
  let item = cards.get(channel.channel);
  if (!item) {
    item = template.content.firstElementChild.cloneNode(true);
    const button = item.querySelector('button');
    button.addEventListener('click', () => copy(item, button));
    cards.set(channel.channel, item);
  }
  const details = channel.details || {};
  put(item.querySelector('.title'), plain(channel.title));
  say(item.querySelector('.now'), plain(details.nowPlaying));
  say(item.querySelector('.description'), plain(details.description));
  put(item.querySelector('.genre'), plain(details.genre));
  put(item.querySelector('.viewers'), channel.viewers === 1 ? '1 viewer' : channel.viewers + ' viewers');
  put(item.querySelector('.rate'), rate(channel.peakBitsPerSecond));
  put(item.querySelector('.uptime'), uptime(channel.onAirMillis));
  put(item.querySelector('.codecs'), [channel.videoCodec || 'no video', channel.audioCodec || 'no audio']
    .map(codec => ({ h264: 'H.264', aac: 'AAC' }[codec] || codec)).join(' + '));
  put(item.querySelector('.link code'), channel.link);
  item.querySelector('.watch').href = HERE + encodeURIComponent(channel.channel);
  item.querySelector('button').setAttribute('aria-label', 'Copy the link to ' + channel.title);
  return item;
}

function show(page) {
  const wanted = page.channels.map(card);
  const shown = new Set(page.channels.map(channel => channel.channel));
  for (const [id, item] of cards) {
    if (!shown.has(id)) {
      item.remove();
      cards.delete(id);
    }
  }
  wanted.forEach((item, i) => {
    if (list.children[i] !== item) list.insertBefore(item, list.children[i] || null);
  });
  const searching = query.value.trim() !== '';
  empty.hidden = page.total > 0;
  document.getElementById('how').hidden = searching;
  put(document.getElementById('empty-title'), searching ? 'Nothing matches' : 'Nothing is on air yet');
  const hidden = page.total - page.channels.length;
  status.classList.remove('lost');
  put(status, page.total === 0 ? ''
    : (page.total === 1 ? '1 channel' : page.total + ' channels')
      + (hidden > 0 ? ', the first ' + page.channels.length + ' shown – search to find the others' : ''));
}

async function refresh() {
  const mine = ++asked;
  try {
    const answer = await fetch('v1/channels?limit=100&query=' + encodeURIComponent(query.value.trim()));
    if (!answer.ok) throw new Error(answer.status);
    const page = await answer.json();
    if (mine === asked) show(page);
  } catch (e) {
    if (mine === asked) {
      status.classList.add('lost');
      put(status, 'The index does not answer; trying again.');
    }
  }
}

// The page knows by which address this visitor has come; a broadcaster at the same desk will come by it too.
put(document.getElementById('command'), 'banyan broadcast --source test --title "My channel" --index '
  + new URL('.', location.href).href.replace(/\/$/, ''));

let typing;
query.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(refresh, 200);
});
document.getElementById('search').addEventListener('submit', event => {
  event.preventDefault();
  refresh();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) refresh();
});
setInterval(() => {
  if (!document.hidden) refresh();
}, REFRESH_MILLIS);
refresh();
