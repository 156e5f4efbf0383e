// @ts-check
/** A lecture goes on where it was left: as the school knows it, or else as this browser does. */

import { read, write } from "./kept.js";

/** Who stopped this near the end (s) begins again. */
const NEAR_THE_END = 5;
const OFTEN = 5_000;

/**
 * @param {HTMLVideoElement} video
 * @param {{learner: string, course: string, item: string, position: string}} data `position` in ms, from the school
 */
export function resume(video, { learner, course, item, position }) {
  const name = `position.${learner}.${course}.${item}`;
  const at = Number(position) / 1000 || Number(read(name)) || 0;
  const go = () => {
    if (at > 0 && at < video.duration - NEAR_THE_END && video.currentTime === 0) video.currentTime = at;
  };
  if (video.readyState >= video.HAVE_METADATA) go();
  else video.addEventListener("loadedmetadata", go, { once: true });

  let written = 0;
  video.addEventListener("timeupdate", () => {
    if (video.paused || Date.now() - written < OFTEN) return;
    written = Date.now();
    write(name, String(video.currentTime));
  });
  video.addEventListener("pause", () => write(name, String(video.ended ? 0 : video.currentTime)));
}
