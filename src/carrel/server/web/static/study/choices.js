// @ts-check
/** Speed and captions stay as the learner chose them, from lecture to lecture. */

import { read, write } from "./kept.js";
import { captionsOf, RATES } from "./player.js";

/** @param {import("./player.js").Player} player */
export function remember(player) {
  rememberRate(player.video);
  rememberCaptions(player);
}

/** @param {HTMLVideoElement} video */
function rememberRate(video) {
  const kept = Number(read("rate"));
  // The default too: a browser goes back to it when it loads the video.
  if (RATES.includes(kept)) video.playbackRate = video.defaultPlaybackRate = kept;
  video.addEventListener("ratechange", () => write("rate", String(video.playbackRate)));
}

/** @param {import("./player.js").Player} player */
function rememberCaptions(player) {
  const { video } = player;
  player.language = read("captions.language") ?? "";
  if (read("captions") === "on") player.toggleCaptions();
  video.textTracks.addEventListener("change", () => {
    const shown = captionsOf(video).find((track) => track.mode === "showing");
    if (shown) write("captions.language", (player.language = shown.language));
    write("captions", shown ? "on" : "off");
  });
}
