// @ts-check
/** The player by keyboard, wherever the focus is, except where a key has a meaning of its own. */

import { read, write } from "./kept.js";

const TYPING = "input:not([type=range], [type=checkbox]), textarea, select, [contenteditable]";
const PRESSED = "a, button, summary, label, input, [role=button], [role^=menu], media-control-bar *";
const SLID = "input, [role=slider], [role^=menu]";
const SCROLLED = ".transcript-text";

/**
 * Keys, what they do, and what is left alone with the focus on it.
 * @typedef {(player: import("./player.js").Player) => void} Deed
 * @type {Record<string, [Deed, string]>}
 */
const KEYS = {
  " ": [(player) => player.toggle(), `${PRESSED}, ${SCROLLED}`],
  k: [(player) => player.toggle(), ""],
  j: [(player) => player.seekBy(-10), ""],
  l: [(player) => player.seekBy(10), ""],
  ArrowLeft: [(player) => player.seekBy(-5), SLID],
  ArrowRight: [(player) => player.seekBy(5), SLID],
  f: [(player) => player.toggleFullscreen(), ""],
  m: [(player) => player.toggleMute(), ""],
  c: [(player) => player.toggleCaptions(), ""],
  "<": [(player) => player.changeRate(-1), ""],
  ">": [(player) => player.changeRate(1), ""],
};
/** @type {[string, string][]} */
const HELP = [
  ["Space, K", "play and pause"],
  ["J, L", "10 seconds back and forward"],
  ["←, →", "5 seconds back and forward"],
  ["<, >", "slower and faster"],
  ["C", "captions on and off"],
  ["M", "sound on and off"],
  ["F", "full screen"],
];
/** Up and down scroll the page; only on the player they are its volume. */
const VOLUME = new Map([["ArrowUp", 0.1], ["ArrowDown", -0.1]]);

/** @param {import("./player.js").Player} player */
export function listen(player) {
  document.addEventListener("keydown", (event) => {
    const target = event.composedPath()[0];
    if (read("keys") === "off") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!(target instanceof Element) || target.matches(TYPING)) return;
    if (act(player, event.key.length === 1 ? event.key.toLowerCase() : event.key, target)) event.preventDefault();
  });
}

/** @param {import("./player.js").Player} player @param {string} key @param {Element} target */
function act(player, key, target) {
  const [deed, own] = KEYS[key] ?? [];
  if (deed && !(own && isWithin(target, own))) {
    deed(player);
    return true;
  }
  const change = VOLUME.get(key);
  if (change === undefined || !isWithin(target, "media-controller") || isWithin(target, "[role^=menu], input")) return false;
  player.changeVolume(change);
  return true;
}

/** As `closest`, also out of shadow trees. @param {Element | null} element @param {string} selector @returns {boolean} */
function isWithin(element, selector) {
  for (let at = element; at; ) {
    if (at.closest(selector)) return true;
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return false;
}

/** What the keys are, and whether they are used: who dictates, or leans on the keyboard, may want none.
 * @param {Element} place */
export function explain(place) {
  const details = document.createElement("details");
  details.className = "keys";
  const rows = HELP.map(([keys, deed]) => `<dt>${keys.split(", ").map(kbd).join(" ")}</dt><dd>${deed}</dd>`);
  details.innerHTML =
    '<summary>Keys</summary><label><input type="checkbox"> Play with these keys, wherever you are on the page</label>' +
    `<dl>${rows.join("")}</dl>`;
  const box = /** @type {HTMLInputElement} */ (details.querySelector("input"));
  box.checked = read("keys") !== "off";
  box.addEventListener("change", () => write("keys", box.checked ? "on" : "off"));
  place.append(details);
}

/** @param {string} key */
function kbd(key) {
  return `<kbd>${key.replace("<", "&lt;")}</kbd>`;
}
