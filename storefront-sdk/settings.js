/** What the tag says: where Joren is, the write key, and what this shop wants. */

import { speakUp } from './guard.js';

export const VERSION = '0.1.0';

const tag = /** @type {Partial<HTMLScriptElement>} */ (document.querySelector('script[data-key][src*="/sdk/joren"]') || {});
const given = tag.dataset || {};

/** Where Joren answers, without a slash at the end. */
export const base = given.host || (tag.src || '').split('/sdk/')[0];

export const keyOfTag = given.key || '';

/** The domain whose subdomains share one anonymous id by a cookie; none: no cookie. */
export const sharedDomain = given.cookieDomain;

/** Whether each page, and each new address in one, is told by itself. */
export const tellsPages = given.pages !== 'manual';

/**
 * What holds while nobody was asked: `required` (nothing is stored or sent), `cookieless` (sent, nothing stored) or
 * `granted`. A browser that asks not to be followed is asked first, whatever the tag says.
 */
export const unasked =
  !(/** @type {{ globalPrivacyControl?: boolean }} */ (navigator).globalPrivacyControl) &&
  (given.consent === 'granted' || given.consent === 'cookieless')
    ? given.consent
    : 'required';

if ('debug' in given) speakUp();
