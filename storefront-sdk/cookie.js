/** One first-party cookie with the anonymous id, for shops on several subdomains. */

import { cookieDomain } from './settings.js';

const YEAR = 31536000;

/** @returns {string | undefined} */
export function idInCookie() {
  const found = cookieDomain && /(?:^| )joren=(\w+)/.exec(document.cookie);
  return found ? found[1] : undefined;
}

/** @param {string} id the anonymous id; empty: remove the cookie */
export function writeCookie(id) {
  if (cookieDomain) {
    document.cookie = 'joren=' + id + ';domain=' + cookieDomain + ';path=/;secure;samesite=lax;max-age=' + (id ? YEAR : 0);
  }
}
