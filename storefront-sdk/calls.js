/** The calls: page, track, identify, group, alias, as the Segment specification has them. */

import { address } from './address.js';
import { complain } from './guard.js';
import { jsonOf, plain } from './plain.js';
import { wait } from './queue.js';
import { randomId } from './random-id.js';
import { bytesOf, handOff, sendSoon } from './sender.js';
import { touches } from './touch.js';
import { remember, sessionNow, visitor } from './visitor.js';

/**
 * @typedef {Record<string, any>} Values
 * @typedef {{ messageId?: string, timestamp?: Date | string, context?: Values }} Options
 */

/** The collector takes 32 KB; the rest is for what surrounds the values. */
const EVENT_BYTES = 31e3;
/** What happens once to an order or checkout: the same message id makes its repetition harmless. */
const ONLY_ONCE = /^(order_completed|checkout_started)$/;

/** The address before this one, for a page that changes its own. */
let before = '';

/** @param {string} url */
export function cameFrom(url) {
  before = url;
}

function thisPage() {
  return {
    url: address(location.href), path: location.pathname, title: document.title,
    referrer: address(before || document.referrer) || undefined,
  };
}

/**
 * @param {string} type
 * @param {Values} fields
 * @param {Options} [options]
 * @param {boolean} [isLast] send it by itself: nothing may be kept after it
 */
export function say(type, fields, options, isLast) {
  const { consent, anonymousId, userId } = visitor();
  if (consent === 'denied') return;
  const asked = options || {};
  const { properties, traits } = fields;
  const context = { page: type === 'page' ? undefined : thisPage(), session: sessionNow(), ...touches(), ...asked.context };
  const event = {
    type,
    messageId: asked.messageId || randomId(),
    timestamp: asked.timestamp || new Date(),
    anonymousId,
    userId,
    ...fields,
  };
  for (let most = 2e3; most > 9; most /= 6) {
    const json = jsonOf({ ...event, ...plain({ context, properties, traits }, most) });
    if (bytesOf(json) > EVENT_BYTES) continue;
    if (isLast) return handOff([json]);
    wait(json);
    return sendSoon();
  }
  complain('too large', event);
}

/**
 * @param {string} [name]
 * @param {Values} [properties]
 * @param {Options} [options]
 */
export function page(name, properties, options) {
  say('page', { name, properties: { ...thisPage(), ...properties } }, options);
}

/**
 * @param {string} event
 * @param {Values} [properties]
 * @param {Options} [options]
 */
export function track(event, properties, options) {
  if (!event) return complain('no name');
  const kind = String(event).toLowerCase().replace(/[\s_-]+/g, '_');
  const id = ONLY_ONCE.test(kind) && properties && properties[kind.split('_')[0] + '_id'];
  say('track', { event: String(event), properties }, id ? { messageId: (kind + '-' + id).slice(0, 255), ...options } : options);
}

/**
 * @param {string | number | Values} [userId] left out for a guest of whom only traits are known
 * @param {Values} [traits]
 * @param {Options} [options]
 */
export function identify(userId, traits, options) {
  if (userId && typeof userId === 'object') return identify(undefined, userId, /** @type {Options} */ (traits));
  if (userId) remember({ userId: String(userId).slice(0, 255) });
  say('identify', { traits }, options);
}

/**
 * @param {string} groupId
 * @param {Values} [traits]
 * @param {Options} [options]
 */
export function group(groupId, traits, options) {
  say('group', { groupId, traits }, options);
}

/**
 * @param {string} userId
 * @param {string} [previousId]
 * @param {Options} [options]
 */
export function alias(userId, previousId, options) {
  say('alias', { userId, previousId: previousId || visitor().anonymousId }, options);
}
