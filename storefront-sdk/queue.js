/**
 * Calls that wait for the network. Each is an entry of its own in the storage, named by its time: two tabs that write at
 * once cannot overwrite each other's.
 */

import { randomId } from './random-id.js';
import { store, stored, storedNames, unstore } from './storage.js';
import { mayStore } from './visitor.js';

const WAITING = 'joren:';
const CHARACTERS = 250e3;
/** Six days: the collector knows a repetition for seven. What is older might count twice. */
const AGE = 5184e5;

/** @type {Map<string, string>} */
const held = new Map();
let number = 0;

/** @param {string} json */
export function wait(json) {
  const name = WAITING + Date.now().toString(36) + (1e4 + number++) + randomId();
  if (!mayStore() || !store(name, json)) held.set(name, json);
  waiting();
}

/**
 * What waits, the oldest first. The oldest are given up when there is too much.
 *
 * @returns {[name: string, json: string][]}
 */
export function waiting() {
  let left = CHARACTERS;
  return (storedNames() || [])
    .filter((name) => name.startsWith(WAITING))
    .concat(...held.keys())
    .sort()
    .reverse()
    .filter((name) => {
      left -= textOf(name).length;
      const isGood = left > 0 && parseInt(name.slice(6, 14), 36) > Date.now() - AGE;
      if (!isGood) drop(name);
      return isGood;
    })
    .reverse()
    .map((name) => [name, textOf(name)]);
}

/** @param {string} name */
export function drop(name) {
  held.delete(name);
  unstore(name);
}

/** Keep what waited in memory, now that it may be kept. */
export function keepHeld() {
  for (const [name, json] of held) if (store(name, json)) held.delete(name);
}

/** Give up what waits in memory. */
export function dropHeld() {
  held.clear();
}

/** @param {string} name */
function textOf(name) {
  return held.get(name) || stored(name) || '';
}
