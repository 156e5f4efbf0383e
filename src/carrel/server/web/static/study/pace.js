// @ts-check
/** A lecture that asks to be watched through: nobody gets beyond the furthest point they have watched. */

import { announce } from "./outcome.js";

/** How far (s) somebody may get ahead without having skipped anything: the clocks of a video are not exact. */
const SLACK = 1.5;
const WHY = "This lecture asks to be watched through. You can go back, and forward again to where you were.";

/** @param {HTMLVideoElement} video @param {number} watched from earlier (s) @param {() => boolean} isHeld */
export function hold(video, watched, isHeld) {
  video.addEventListener("seeking", () => {
    const furthest = reach(video.played, watched);
    if (!isHeld() || video.currentTime <= furthest + SLACK) return;
    video.currentTime = furthest;
    announce(WHY, "seen");
  });
}

/** How far it was watched without a gap. @param {TimeRanges} played @param {number} watched */
function reach(played, watched) {
  let furthest = watched;
  for (let part = 0; part < played.length; part += 1) {
    if (played.start(part) <= furthest + SLACK) furthest = Math.max(furthest, played.end(part));
  }
  return furthest;
}
