/** What brought somebody here: campaign, click on an ad, search engine, or a page that links to us. */

import { address } from './address.js';
import { sharedDomain } from './settings.js';
import { isNewSession, remember, visitor } from './visitor.js';

/** Parameters by which ad networks mark a click. @type {Record<string, string>} */
const CLICKS = {
  // @ts-ignore: without what every object has
  __proto__: null,
  gclid: 'google', gbraid: 'google', wbraid: 'google', msclkid: 'bing', yclid: 'yahoo', ldtag_cl: 'line',
  ttclid: 'tiktok', fbclid: 'facebook',
};
const SEARCH = /(^|\.)(google|bing|yahoo|duckduckgo|baidu|yandex|naver)\./;
/** Thirty days after the last touch a visit is a direct one. */
const FADES = 2592e6;

/**
 * @param {string} host
 * @returns {boolean} whether it is the shop's own, or a sub- or parent domain of it
 */
function isOurs(host) {
  const here = sharedDomain || location.hostname;
  return ('.' + host).endsWith('.' + here) || ('.' + here).endsWith('.' + host);
}

/**
 * @param {string} url the page's
 * @param {string} referrer
 * @param {boolean} isNew whether the visit begins here: coming back from a payment page brings nobody
 * @returns {import('./visitor.js').Touch | undefined}
 */
function touchOf(url, referrer, isNew) {
  /** @type {import('./visitor.js').Touch} */
  const touch = {};
  new URL(url).searchParams.forEach((value, name) => {
    const utm = name.replace(/^utm_/, '');
    const network = CLICKS[name];
    if (network || utm !== name) touch[utm === 'campaign' ? 'name' : utm] = value;
    if (network) {
      touch.source = touch.source || network;
      touch.medium = touch.medium || (network === 'facebook' ? 'social' : 'cpc');
    }
  });
  const host = referrer && new URL(referrer).hostname;
  if (isNew && host && !touch.source && !isOurs(host)) {
    touch.source = host.replace(/^www\./, '');
    touch.medium = touch.medium || (SEARCH.test(host) ? 'organic' : 'referral');
  }
  return Object.keys(touch).length ? touch : undefined;
}

/** Look at how this page was reached. A direct visit takes nothing away from the touch before it. */
export function arrive() {
  const [entry] = performance.getEntriesByType('navigation'); // a router may have rewritten the address by now
  const url = (entry && entry.name) || location.href;
  const touch = touchOf(url, document.referrer, isNewSession());
  if (!touch) return;
  touch.at = new Date().toJSON();
  touch.page = address(url);
  if (document.referrer) touch.referrer = address(document.referrer);
  remember({ last: touch, first: visitor().first || touch });
}

/** The touches as a call's context tells them. */
export function touches() {
  const { first, last } = visitor();
  return { campaign: last && Date.now() - Date.parse(last.at) < FADES ? last : undefined, first_touch: first };
}
