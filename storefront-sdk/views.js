/** Page views: the first, those of a page that changes its own address, and those out of the browser's memory. */

import { cameFrom, page } from './calls.js';
import { guarded } from './guard.js';
import { viewBegins } from './markup.js';
import { tellsPages } from './settings.js';

/** Routers set the title just after the address. */
const SETTLES = 50;

let shown = '';
let shownUrl = '';

/** Where we are. A fragment is a place of its own only where a router made it (`#/…`). */
const place = () => location.pathname + location.search + (/^#[/!]/.test(location.hash) ? location.hash : '');

/** Tell the page, unless it was told already. */
export function view() {
  const isFresh = !shown;
  if (shown === place()) return;
  cameFrom(shownUrl);
  shown = place();
  shownUrl = location.href;
  if (tellsPages) page();
  viewBegins(isFresh);
}

function look() {
  setTimeout(guarded(view), SETTLES);
}

/** Watch for new addresses. */
export function watchViews() {
  addEventListener('popstate', look);
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) shown = ''; // it comes out of the browser's memory
    look();
  });
  const push = history.pushState;
  history.pushState = function (...given) {
    push.apply(this, given);
    look();
  };
}
