/**
 * 128 random bits in hexadecimal. `crypto.randomUUID` is missing on pages without https.
 *
 * @returns {string}
 */
export function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (256 + byte).toString(16).slice(1)).join('');
}
