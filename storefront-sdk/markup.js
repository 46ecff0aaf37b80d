/** What a page says about itself in `data-joren-…` attributes. */

import { identify, track } from './calls.js';
import { guarded } from './guard.js';
import { remember, visitor } from './visitor.js';

/** What an element shows, by its kind. The value of the attribute itself is its id, or the query. */
const KINDS = /** @type {Record<string, string>} */ ({
  user: '',
  list: 'product_list_viewed',
  search: 'products_searched',
  product: 'product_viewed',
  cart: 'cart_updated',
  checkout: 'checkout_started',
  order: 'order_completed',
});
/** Of user, cart, checkout and order a page shows the state, on every page perhaps: it is told when it changes. */
const STATES = /^[uco]/;
/** However restless a page is, it tells no more by itself. */
const MOST = 30;

const PREFIX = 'data-joren-';

/** What this view of the page told, as JSON. @type {string[]} */
let saidHere = [];
let scanning = 0;

/** A form's own fields may stand in the place of its methods: they are taken from where all elements have them. */
const proto = Element.prototype;

/** @type {(element: Element, name: string) => string} */
const attribute = (element, name) => proto.getAttribute.call(element, PREFIX + name) || '';

/**
 * The properties that an element's attributes tell: `data-joren-product-id` is `product_id`.
 *
 * @param {Element} element
 * @returns {Record<string, any>}
 */
function attributesOf(element) {
  /** @type {Record<string, any>} */
  const values = {};
  for (const name of proto.getAttributeNames.call(element)) {
    const short = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '';
    if (!short || short === 'event' || short === 'identify') continue;
    const property = short === 'search' ? 'query' : short in KINDS ? short + '_id' : short.replace(/-/g, '_');
    values[property] = attribute(element, short);
  }
  return values;
}

/**
 * The fields of a form that are marked with `data-joren-field`; no other, and no password.
 *
 * @param {Element} form
 */
function fieldsOf(form) {
  /** @type {Record<string, any>} */
  const values = {};
  for (const field of proto.querySelectorAll.call(form, '[' + PREFIX + 'field]')) {
    const { type, checked, value } = /** @type {HTMLInputElement} */ (field);
    if (type !== 'password') values[attribute(field, 'field')] = type === 'checkbox' ? checked : value;
  }
  return values;
}

/**
 * A new view begins: the same may be told again. After a router changed the address the elements of the view before stand
 * there for a moment still: what was told of them counts as told.
 *
 * @param {boolean} isFresh the page itself came anew
 */
export function viewBegins(isFresh) {
  const stale = isFresh ? [] : saidHere;
  saidHere = [];
  scan(stale);
  scan();
}

/** @param {string[]} [stale] only see which of these are still there */
function scan(stale) {
  scanning = 0;
  for (const kind in KINDS) guarded(tell)(kind, stale);
}

/**
 * @param {string} kind
 * @param {string[]} [stale]
 */
function tell(kind, stale) {
  const element = document.querySelector('[' + PREFIX + kind + ']');
  if (!element) return;
  const { ...values } = element instanceof HTMLScriptElement ? JSON.parse(element.text) : attributesOf(element);
  const json = kind + JSON.stringify(values);
  const earlier = visitor().told;
  const mark = digest(json);
  const isState = STATES.test(kind); // which may come back to what it was
  if (stale ? !stale.includes(json) : isState ? earlier[kind] === mark : saidHere.includes(json)) return;
  if (saidHere.push(json) > MOST || stale) return;
  if (isState) remember({ told: { ...earlier, [kind]: mark } });
  if (KINDS[kind]) return track(KINDS[kind], values);
  const { user_id: userId, ...traits } = values;
  if (userId || traits.email) identify(userId, traits);
}

/**
 * Enough to see a change; it does not keep what it is made of.
 *
 * @param {string} text
 */
function digest(text) {
  let sum = 0;
  for (const sign of text) sum = (sum * 33) ^ sign.charCodeAt(0);
  return sum;
}

/**
 * The element itself or what is around it, with an attribute of ours.
 *
 * @type {(element: Element, name: string) => Element | null}
 */
const around = (element, name) => proto.closest.call(element, '[' + PREFIX + name + ']');

/**
 * Tell an element's event, with what the product around it says of itself.
 *
 * @param {Element} element
 */
function tellEvent(element) {
  const product = around(element, 'product');
  track(attribute(element, 'event'), {
    ...(product && attributesOf(product)), ...attributesOf(element), ...fieldsOf(element),
  });
}

/** @param {Event} event */
function onClick({ target }) {
  const element = around(/** @type {Element} */ (target), 'event');
  if (element && !(element instanceof HTMLFormElement)) tellEvent(element);
}

/** @param {Event} event */
function onSubmit({ target }) {
  const form = /** @type {Element} */ (target);
  if (attribute(form, 'event')) tellEvent(form);
  if (around(form, 'identify') === form) identify(undefined, fieldsOf(form));
}

/** Watch clicks and forms, and elements that come later. */
export function watchMarkup() {
  addEventListener('click', guarded(onClick), true);
  addEventListener('submit', guarded(onSubmit), true);
  new MutationObserver(() => {
    scanning = scanning || window.setTimeout(scan, 200);
  }).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: Object.keys(KINDS).map((kind) => PREFIX + kind),
  });
}
