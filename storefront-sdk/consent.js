/** What the shopper answered, and what follows from it. */

import { say } from './calls.js';
import { dropHeld, keepHeld } from './queue.js';
import { sendSoon } from './sender.js';
import { forget, maySend, remember, visitor } from './visitor.js';

/**
 * @param {'granted' | 'denied'} state
 * @param {Record<string, any>} [details] `channel` (`storage` unless said), `basis`, `source`, `text`
 */
export function consent(state, details) {
  const told = { channel: 'storage', state, ...details };
  const tell = (isLast = false) => say('track', { event: 'consent_changed', properties: told }, {}, isLast);
  if (told.channel !== 'storage') return tell();
  const could = maySend();
  const isNew = visitor().consent !== state;
  if (state === 'granted') {
    remember({ consent: state });
    keepHeld();
    if (isNew) tell();
    sendSoon();
  } else if (state === 'denied') {
    // Somebody who was never followed leaves no trace by refusing.
    if (could) tell(true);
    dropHeld();
    forget(state);
  }
}

/** Somebody else looks at this browser from now on. */
export function reset() {
  forget(visitor().consent);
}
