// @ts-check
/** The player: the only module that knows media-chrome. Without it the browser's own controls stay. */

/** How fast a lecture may be played; the school counts no more than three times the time that passes. */
export const RATES = [0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];

const CHROME = `
<media-loading-indicator slot="centered-chrome" noautohide></media-loading-indicator>
<media-captions-menu hidden anchor="auto"></media-captions-menu>
<media-playback-rate-menu hidden anchor="auto" rates="${RATES.join(" ")}"></media-playback-rate-menu>
<media-control-bar class="player-line"><media-time-range></media-time-range></media-control-bar>
<media-control-bar class="player-bar">
  <media-play-button></media-play-button>
  <media-seek-backward-button seekoffset="10"></media-seek-backward-button>
  <media-seek-forward-button seekoffset="10"></media-seek-forward-button>
  <media-mute-button></media-mute-button>
  <media-volume-range></media-volume-range>
  <media-time-display showduration></media-time-display>
  <span class="player-gap"></span>
  <media-captions-menu-button></media-captions-menu-button>
  <media-playback-rate-menu-button></media-playback-rate-menu-button>
  <media-pip-button></media-pip-button>
  <media-fullscreen-button></media-fullscreen-button>
</media-control-bar>`;

/** What the keys and the page can ask of a video. */
export class Player {
  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
  }

  /** Put our own controls round the video. */
  async dress() {
    await import("../vendor/media-chrome/all.js");
    const { video } = this;
    const isPlaying = !video.paused;
    const controller = document.createElement("media-controller");
    controller.className = video.className;
    // Keys are ours, for the whole page; choices are kept by us, for every lecture.
    for (const name of ["nohotkeys", "nosubtitleslangpref"]) controller.setAttribute(name, "");
    controller.setAttribute("aria-label", video.getAttribute("aria-label") ?? "");
    video.replaceWith(controller);
    controller.innerHTML = CHROME;
    video.controls = false;
    video.slot = "media";
    video.removeAttribute("class");
    controller.prepend(video);
    if (isPlaying) this.play();
  }

  play() {
    this.video.play().catch(() => undefined);
  }

  toggle() {
    if (this.video.paused) this.play();
    else this.video.pause();
  }

  /** @param {number} seconds */
  seekBy(seconds) {
    this.seekTo(this.video.currentTime + seconds);
  }

  /** @param {number} seconds */
  seekTo(seconds) {
    this.video.currentTime = Math.max(0, Math.min(seconds, this.video.duration || 0));
  }

  /** @param {1 | -1} direction */
  changeRate(direction) {
    const here = this.video.playbackRate;
    const beyond = direction > 0 ? RATES.find((one) => one > here) : RATES.findLast((one) => one < here);
    this.video.playbackRate = beyond ?? here;
  }

  /** @param {number} part */
  changeVolume(part) {
    this.video.muted = false;
    this.video.volume = Math.max(0, Math.min(1, this.video.volume + part));
  }

  toggleMute() {
    this.video.muted = !this.video.muted;
  }

  toggleCaptions() {
    const tracks = captionsOf(this.video);
    const shown = tracks.find((track) => track.mode === "showing");
    const chosen = tracks.find((track) => track.language === this.language) ?? tracks[0];
    if (shown) shown.mode = "disabled";
    else if (chosen) chosen.mode = "showing";
  }

  /** The language whose captions were shown last. */
  language = "";

  toggleFullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.video.closest("media-controller, video")?.requestFullscreen();
  }
}

/** @param {HTMLVideoElement} video @returns {TextTrack[]} */
export function captionsOf(video) {
  return [...video.textTracks].filter((track) => track.kind === "captions" || track.kind === "subtitles");
}
