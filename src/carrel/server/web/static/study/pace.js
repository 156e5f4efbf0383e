// @ts-check
/** A lecture that asks to be watched through: nobody gets beyond the furthest point they have watched. */

import { announce } from "./outcome.js";

/** How far (s) the clock of a video may run ahead of what it has told. */
const SLACK = 1.5;
const WHY = "This lecture asks to be watched through. You can go back, and forward again to where you were.";

/** @param {HTMLVideoElement} video @param {number} watched from earlier (s) @param {() => boolean} isHeld */
export function hold(video, watched, isHeld) {
  let furthest = watched;
  video.addEventListener("timeupdate", () => {
    if (!video.seeking && video.currentTime <= furthest + SLACK * Math.max(1, video.playbackRate)) {
      furthest = Math.max(furthest, video.currentTime);
    }
  });
  video.addEventListener("seeking", () => {
    if (!isHeld() || video.currentTime <= furthest + SLACK) return;
    video.currentTime = furthest;
    announce(WHY, "seen");
  });
}
