/** Who looks at this page: ids, session, touches and their answer about storage. In memory until they agree. */

import { idInCookie, writeCookie } from './cookie.js';
import { guarded } from './guard.js';
import { randomId } from './random-id.js';
import { unasked } from './settings.js';
import { store, stored, storedNames, unstore } from './storage.js';

/**
 * @typedef {Record<string, string>} Touch
 * @typedef {object} Visitor
 * @property {string} anonymousId
 * @property {string} [userId]
 * @property {'granted' | 'denied'} [consent] what they answered
 * @property {{ id: string, started: number, seen: number }} [session]
 * @property {Touch} [first] the touch that brought them the first time
 * @property {Touch} [last] the newest touch
 * @property {Record<string, number>} told what was told last, by kind
 */

const NAME = 'joren';
/** Half an hour. */
const GAP = 18e5;

/** @returns {Visitor} */
const stranger = () => ({ anonymousId: randomId(), told: {} });

let known = stranger();
let isKept = false;

/**
 * As this tab or another one of the shop left them.
 *
 * @returns {Visitor}
 */
export function visitor() {
  const text = stored(NAME);
  const shared = idInCookie();
  if (text) {
    known = Object.assign(stranger(), guarded(JSON.parse)(text));
    isKept = true;
  } else if (isKept) {
    known = stranger(); // another tab forgot them
    isKept = false;
  } else if (shared) {
    known.anonymousId = shared;
    if (unasked === 'required') known.consent = 'granted'; // they agreed on another subdomain
  }
  return known;
}

/** Their answer about storage, or what holds until they answer. */
const answer = (who = visitor()) => who.consent || unasked;

/** Whether something may be kept in the browser. */
export const mayStore = (who = visitor()) => answer(who) === 'granted';

/** Whether something may be sent. */
export const maySend = () => mayStore() || answer() === 'cookieless';

/** @param {Partial<Visitor>} change */
export function remember(change) {
  const who = Object.assign(visitor(), change);
  if (mayStore(who)) {
    isKept = !!store(NAME, JSON.stringify(who));
    writeCookie(who.anonymousId);
  }
}

/**
 * Forget who they are; with a refusal everything that was kept, calls that wait too.
 *
 * @param {Visitor['consent']} consent what stays known of their answer
 */
export function forget(consent) {
  for (const name of storedNames() || []) if (name === NAME || consent === 'denied') unstore(name);
  writeCookie('');
  known = stranger();
  isKept = false;
  remember({ consent });
  // The word alone: where nothing is kept unasked, an empty storage says the same.
  if (consent === 'denied' && unasked !== 'required') isKept = !!store(NAME, JSON.stringify({ consent }));
}

/**
 * Whether this is a visit of its own: the last sign of them is more than half an hour old.
 *
 * @returns {boolean}
 */
export function isNewSession() {
  const { session } = visitor();
  return !session || Date.now() - session.seen > GAP;
}

/** The session that goes on by now, or a new one. */
export function sessionNow() {
  const seen = Date.now();
  const { id, started } = (!isNewSession() && visitor().session) || { id: randomId(), started: seen };
  remember({ session: { id, started, seen } });
  return { id, started_at: new Date(started) };
}
