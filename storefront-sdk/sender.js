/** Sends what waits, in batches, until the collector has answered for it. */

import { complain, guarded } from './guard.js';
import { drop, waiting } from './queue.js';
import { base, VERSION, keyOfTag } from './settings.js';
import { maySend, mayStore } from './visitor.js';

const BATCH_EVENTS = 20;
/** Browsers carry 64 KB for a page that is gone. */
const BATCH_BYTES = 60e3;
/** Long enough for what a page tells at once to go together. */
const SOON = 300;
/** An hour between two tries. */
const LONGEST = 36e5;
/** Twenty seconds for an answer. */
const PATIENCE = 2e4;

/** @typedef {[name: string, json: string][]} Batch */

let timer = 0;
let failures = 0;
let notBefore = 0;
/** Up to which call the browser was handed them, and may still deliver them after this page. */
let handed = '';

/** Bytes of a text in UTF-8. */
export const bytesOf = (/** @type {string} */ text) => new Blob([text]).size;

/** @param {number} [wait] milliseconds */
export function sendSoon(wait = SOON) {
  timer = timer || window.setTimeout(guarded(send), Math.max(wait, notBefore - Date.now()));
}

/** Send now: the network is back, or somebody asked. */
export function sendNow() {
  clearTimeout(timer);
  timer = notBefore = 0;
  sendSoon(0);
}

/** The page may be gone in a moment: hand over what was not yet. It stays waiting until an answer comes, here or on the next page. */
export function handOver() {
  if (!maySend() || (mayStore() && Date.now() < notBefore)) return;
  const batch = firstOf(waiting().filter(([name]) => name > handed));
  if (batch.length) handOff(batch.map(mark));
}

/** @param {string[]} calls */
export function handOff(calls) {
  const body = bodyOf(calls);
  if (!navigator.sendBeacon?.(base + '/v1/b', body)) post(body).catch(() => {});
}

function send() {
  timer = 0;
  if (!maySend()) return;
  const done = () => {
    if (waiting().length) sendSoon();
  };
  const locks = navigator.locks; // another tab that sends the same does it for us
  const work = locks?.request('joren', { ifAvailable: true }, (mine) => (mine ? drain() : pause(1e3)));
  (work ? work.catch(drain) : drain()).then(done, done);
}

async function drain() {
  for (let batch; maySend() && (batch = firstOf(waiting())).length; ) {
    const { status = 0, headers } = await post(bodyOf(batch.map(mark))).catch(() => /** @type {Partial<Response>} */ ({}));
    if (/^(0|408|429|5)/.test(status + '')) {
      return pause(Number(headers?.get('retry-after')) * 1e3 || (0.5 + Math.random()) * 1e3 * 2 ** failures++);
    }
    if (status > 399) complain('refused', status);
    failures = 0;
    for (const [name] of batch) drop(name);
  }
}

/** @param {number} wait milliseconds, at most an hour of them */
async function pause(wait) {
  notBefore = Date.now() + Math.min(wait, LONGEST);
}

/** @param {string} body */
function post(body) {
  // A text needs no preflight; the shopper's cookies are not ours to send.
  const signal = AbortSignal.timeout?.(PATIENCE);
  return fetch(base + '/v1/b', { method: 'POST', body, keepalive: true, credentials: 'omit', signal });
}

/** @param {[string, string]} entry */
function mark([name, json]) {
  handed = name > handed ? name : handed;
  return json;
}

/**
 * @param {Batch} all
 * @returns {Batch}
 */
function firstOf(all) {
  let left = BATCH_BYTES;
  return all.slice(0, BATCH_EVENTS).filter(([, json]) => (left -= bytesOf(json)) > 0);
}

/** @param {string[]} calls */
function bodyOf(calls) {
  const head = {
    writeKey: keyOfTag,
    sentAt: new Date(),
    context: {
      library: { name: 'joren.js', version: VERSION },
      userAgent: navigator.userAgent,
      locale: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
  };
  return JSON.stringify(head).slice(0, -1) + ',"batch":[' + calls.join() + ']}';
}
