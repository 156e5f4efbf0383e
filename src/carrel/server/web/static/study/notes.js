// @ts-check
/** Notes beside a lecture: a new one belongs to the second at which it was begun, and each leads back to its own. */

/** @param {HTMLElement} place @param {import("./player.js").Player} player */
export function keepMoments(place, player) {
  const text = /** @type {HTMLTextAreaElement} */ (place.querySelector("textarea[name=text]"));
  const moment = /** @type {HTMLInputElement} */ (place.querySelector("input[name=moment]"));
  const { video } = player;
  let isOwn = false;
  moment.addEventListener("input", () => { isOwn = moment.value !== ""; });
  const follow = () => {
    if (!isOwn && !text.value && document.activeElement !== moment) moment.value = clock(video.currentTime);
  };
  for (const event of ["timeupdate", "seeked", "loadedmetadata"]) video.addEventListener(event, follow);
  text.addEventListener("focus", follow);
  place.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-seek]") : null;
    if (!(link instanceof HTMLElement)) return;
    event.preventDefault();
    player.seekTo(Number(link.dataset.seek) / 1000);
    video.scrollIntoView({ block: "nearest" });
  });
  const asked = /^#t=(\d+)$/.exec(location.hash);
  if (asked) whenReady(video, () => player.seekTo(Number(asked[1])));
}

/** @param {HTMLVideoElement} video @param {() => void} act */
function whenReady(video, act) {
  if (video.readyState >= video.HAVE_METADATA) act();
  else video.addEventListener("loadedmetadata", act, { once: true });
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.floor(seconds || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
