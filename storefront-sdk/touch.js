/** What brought somebody here: campaign, click on an ad, search engine, or a page that links to us. */

import { address } from './address.js';
import { cookieDomain } from './settings.js';
import { isNewSession, remember, visitor } from './visitor.js';

/** Parameters by which ad networks mark a click. @type {Record<string, string>} */
const CLICKS = {
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
  const here = cookieDomain || location.hostname;
  return ('.' + host).endsWith('.' + here) || ('.' + here).endsWith('.' + host);
}

/**
 * @param {string} url the page's
 * @param {string} referrer
 * @param {boolean} isNew whether the visit begins here: coming back from a payment page brings nobody
 * @returns {import('./visitor.js').Touch | undefined}
 */
function touchOf(url, referrer, isNew) {
  const query = new URL(url).searchParams;
  /** @type {import('./visitor.js').Touch} */
  const touch = {};
  for (const name of ['source', 'medium', 'campaign', 'term', 'content', 'id']) {
    const value = query.get('utm_' + name);
    if (value) touch[name === 'campaign' ? 'name' : name] = value;
  }
  for (const name in CLICKS) {
    const value = query.get(name);
    if (!value) continue;
    touch[name] = value;
    touch.source = touch.source || CLICKS[name];
    touch.medium = touch.medium || (name === 'fbclid' ? 'social' : 'cpc');
  }
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
