// @ts-check
/** The player by keyboard, wherever the focus is, except where a key has a meaning of its own. */

const TYPING = "input:not([type=range], [type=checkbox]), textarea, select, [contenteditable]";
const PRESSED = "a, button, summary, label, input, [role=button], [role^=menu], media-control-bar *";
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
  ArrowLeft: [(player) => player.seekBy(-5), "input, [role=slider], [role^=menu]"],
  ArrowRight: [(player) => player.seekBy(5), "input, [role=slider], [role^=menu]"],
  f: [(player) => player.toggleFullscreen(), ""],
  m: [(player) => player.toggleMute(), ""],
  c: [(player) => player.toggleCaptions(), ""],
  "<": [(player) => player.changeRate(-1), ""],
  ">": [(player) => player.changeRate(1), ""],
};
/** Up and down scroll the page; only on the player they are its volume. */
const VOLUME = new Map([["ArrowUp", 0.1], ["ArrowDown", -0.1]]);

/** @param {import("./player.js").Player} player */
export function listen(player) {
  document.addEventListener("keydown", (event) => {
    const target = event.composedPath()[0];
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
