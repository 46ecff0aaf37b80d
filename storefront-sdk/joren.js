/** The tracker. `window.joren` has the calls; what a page pushed onto it before is called as soon as it is there. */

import { alias, group, identify, page, track } from './calls.js';
import { consent, reset } from './consent.js';
import { guarded } from './guard.js';
import { watchMarkup } from './markup.js';
import { handOver, sendNow, sendSoon } from './sender.js';
import { keyOfTag } from './settings.js';
import { arrive } from './touch.js';
import { view, watchViews } from './views.js';
import { visitor } from './visitor.js';

/** @type {Record<string, (...given: any[]) => any>} */
const calls = {};
for (const [name, work] of Object.entries({
  page, track, identify, group, alias, consent, reset, flush: sendNow, anonymousId: () => visitor().anonymousId,
})) {
  calls[name] = guarded(/** @type {(...given: any[]) => any} */ (work));
}
calls.push = guarded((/** @type {ArrayLike<any>} */ given) => {
  const [name, ...rest] = Array.from(given);
  return calls[name](...rest);
});

const shown_ = /** @type {any} */ (document);
const shop = /** @type {any} */ (window);

function replay() {
  const early = shop.joren; // an array, or an element whose id is `joren`
  shop.joren = calls;
  if (Array.isArray(early)) early.forEach(calls.push);
}

function watchPage() {
  /** @type {(name: string, work: () => void) => void} */
  const on = (name, work) => addEventListener(name, guarded(work));
  on('online', sendNow);
  on('pagehide', leave);
  on('visibilitychange', () => shown_.hidden && leave());
  if (shown_.readyState === 'loading') on('DOMContentLoaded', view);
  else view();
}

function leave() {
  view();
  handOver();
}

function begin() {
  guarded(arrive)();
  guarded(replay)();
  guarded(watchMarkup)();
  guarded(watchViews)();
  guarded(watchPage)();
  guarded(sendSoon)();
}

// A page that is only prepared is seen by nobody yet; two tags are one too many.
if (shown_.prerendering) shown_.addEventListener('prerenderingchange', begin);
else if (keyOfTag && !(shop.joren && shop.joren.track)) begin();
