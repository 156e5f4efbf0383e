// @ts-check
/** A reading's page: while somebody really reads it, their time of study is told. */

import { studied } from "./evidence.js";
import { Queue } from "./queue.js";

const BEAT = 30_000;
const TICK = 1_000;
/** Who has not moved for so long (ms) has gone for tea. */
const IDLE = 30_000;
const INPUTS = ["pointermove", "pointerdown", "keydown", "scroll", "wheel", "touchmove"];

const place = document.querySelector("[data-reading]");
if (place instanceof HTMLElement) start(/** @type {import("./evidence.js").Subject} */ ({ ...place.dataset }));

/** @param {import("./evidence.js").Subject} subject */
function start(subject) {
  const queue = new Queue(subject.learner);
  let moved = -IDLE;
  let gathered = 0;
  let last = performance.now();

  function gather() {
    const now = performance.now();
    const gap = now - last;
    last = now;
    if (gap < 2 * TICK && now - moved < IDLE) gathered += gap;
  }
  function tick() {
    if (document.hidden) return;
    gather();
    for (; gathered >= BEAT; gathered -= BEAT) queue.send(studied(subject, BEAT, "READING"));
  }
  function leave() {
    gather();
    const rest = Math.floor(gathered);
    gathered = 0;
    if (rest > 0) queue.sendLeaving(studied(subject, rest, "READING"));
  }

  for (const event of INPUTS) {
    window.addEventListener(event, () => { moved = performance.now(); }, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  window.addEventListener("pagehide", leave);
  setInterval(tick, TICK);
}
