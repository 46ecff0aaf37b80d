/** One first-party cookie with the anonymous id, for shops on several subdomains. */

import { sharedDomain } from './settings.js';

const YEAR = 31536000;

/** @returns {string | undefined} */
export function idInCookie() {
  const found = sharedDomain && /(?:^| )joren=(\w+)/.exec(document.cookie);
  return found ? found[1] : undefined;
}

/** @param {string} id the anonymous id; empty: remove the cookie */
export function writeCookie(id) {
  if (sharedDomain) {
    document.cookie = 'joren=' + id + ';domain=' + sharedDomain + ';path=/;secure;samesite=lax;max-age=' + (id ? YEAR : 0);
  }
}
