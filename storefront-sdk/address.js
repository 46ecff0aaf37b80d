/**
 * An address without what opens doors or names people: the values of such parameters are left out.
 *
 * @param {string} address
 * @returns {string}
 */
export function address(address) {
  return String(address).replace(/((mail|token|password|phone|secret|key|code|sig)=)[^&#]*/gi, '$1');
}
