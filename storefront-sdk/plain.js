/** Copies what a page hands over into what JSON can say, whatever it is. */

const DEPTH = 6;
const VALUES = 3000;

/**
 * @param {unknown} value
 * @param {number} most characters of a text, members of a list or object
 * @returns {any} a copy without cycles, elements, functions and bytes
 */
export function plain(value, most) {
  let left = VALUES;
  /** @type {(value: any, depth: number) => any} */
  const copy = (value, depth) => {
    if (typeof value === 'string') return value.slice(0, most);
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'function' || value instanceof Node || ArrayBuffer.isView(value) || depth > DEPTH) return;
    if (value instanceof Date) return value.toJSON();
    if (!value || typeof value !== 'object') return value;
    const made = /** @type {any} */ (Array.isArray(value) ? [] : {});
    for (const name of Object.keys(value).slice(0, most)) {
      if (left-- < 1) break;
      try {
        made[name.slice(0, 99)] = copy(value[name], depth + 1);
      } catch {
        // A getter that throws has nothing to tell.
      }
    }
    return made;
  };
  return copy(value, 0);
}

/**
 * JSON without halves of characters and without NUL, for which no reader has a place. Only of those it has escapes.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function jsonOf(value) {
  return JSON.stringify(value).replace(/\\u(d[89a-f]..|0000)/g, '\\ufffd');
}
