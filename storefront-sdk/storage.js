/** The shop's own localStorage. Where it is blocked or full these give `undefined`. */

import { guarded } from './guard.js';

export const stored = guarded((/** @type {string} */ name) => localStorage.getItem(name));

export const store = guarded((/** @type {string} */ name, /** @type {string} */ text) => {
  localStorage.setItem(name, text);
  return true;
});

export const unstore = guarded((/** @type {string} */ name) => localStorage.removeItem(name));

/** Our names in it. */
export const storedNames = guarded(() => Object.keys(localStorage).filter((name) => /^joren\b/.test(name)));
