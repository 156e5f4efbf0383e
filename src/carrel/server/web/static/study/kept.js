// @ts-check
/** What this browser keeps, under names that begin with `carrel.`; for as long as the page where it may keep nothing. */

const PREFIX = "carrel.";
/** @type {Map<string, string>} */
const memory = new Map();

/** @returns {Storage | null} */
function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** @param {string} name @returns {string | null} */
export function read(name) {
  return memory.get(name) ?? storage()?.getItem(PREFIX + name) ?? null;
}

/** @param {string} name @param {string} value */
export function write(name, value) {
  try {
    const place = storage();
    if (!place) throw new Error("no storage");
    place.setItem(PREFIX + name, value);
    memory.delete(name);
  } catch {
    memory.set(name, value);
  }
}

/** @param {string} name */
export function remove(name) {
  memory.delete(name);
  storage()?.removeItem(PREFIX + name);
}

/** The names that begin so. @param {string} beginning @returns {string[]} */
export function names(beginning) {
  const stored = Object.keys(storage() ?? {}).filter((key) => key.startsWith(PREFIX + beginning));
  const held = [...memory.keys()].filter((name) => name.startsWith(beginning));
  return [...new Set([...stored.map((key) => key.slice(PREFIX.length)), ...held])];
}

/** A random id in the form of a UUID; `crypto.randomUUID` is missing where a school is served without TLS. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [0, 8, 12, 16, 20].map((from, part) => hex.slice(from, [8, 12, 16, 20, 32][part])).join("-");
}
