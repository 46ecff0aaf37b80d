/** Nothing of ours may throw into the shop's page. */

let loud = false;

/** Say in the console what is left out and why: `data-debug` on the tag. */
export function speakUp() {
  loud = true;
}

/**
 * @param {string} what
 * @param {unknown} [why]
 */
export function complain(what, why) {
  if (loud) console.warn('joren', what, why);
}

/**
 * The same work, without its errors.
 *
 * @template {unknown[]} A
 * @template R
 * @param {(...given: A) => R} work
 * @returns {(...given: A) => R | undefined}
 */
export function guarded(work) {
  return (...given) => {
    try {
      return work(...given);
    } catch (error) {
      complain('stopped', error);
    }
  };
}
