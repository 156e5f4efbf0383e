// @ts-check
/** Notices when a video really plays, and for how long; what it finds out becomes evidence. */

import { ended, played, progressed, studied } from "./evidence.js";

/** The longest heartbeat (ms). */
export const BEAT = 30_000;
/** How often the position is told while it plays (ms). */
const REPORT = 15_000;
const TICK = 1_000;
/** A longer gap between two ticks (ms) means that the machine slept. */
const SLEPT = 90_000;
/** A scrub is over when it has rested so long (ms). */
const SETTLED = 400;

export class Watching {
  #video;
  #subject;
  #queue;
  #told;
  /** @type {number | null} */
  #since = null;
  #place = 0;
  #gathered = 0;
  #unreported = 0;
  #isOpen = false;
  #settling = 0;

  /**
   * @param {HTMLVideoElement} video
   * @param {import("./evidence.js").Subject} subject
   * @param {import("./queue.js").Queue} queue
   * @param {(event: "paused" | "ended") => void} told called when the school knows that the video stopped
   */
  constructor(video, subject, queue, told) {
    this.#video = video;
    this.#subject = subject;
    this.#queue = queue;
    this.#told = told;
    video.addEventListener("playing", () => this.#begin());
    video.addEventListener("seeked", () => this.#begin());
    for (const event of ["seeking", "waiting", "emptied", "error"]) {
      video.addEventListener(event, () => this.#stop());
    }
    video.addEventListener("pause", () => this.#pause());
    video.addEventListener("ended", () => this.#end());
    document.addEventListener("visibilitychange", () => document.hidden && this.#leave());
    window.addEventListener("pagehide", () => this.#leave());
    setInterval(() => this.#tick(), TICK);
    if (video.readyState >= video.HAVE_FUTURE_DATA) this.#begin();
  }

  #begin() {
    const { paused, seeking, ended: isOver, currentTime } = this.#video;
    if (paused || seeking || isOver || this.#since !== null) return;
    this.#since = performance.now();
    this.#place = currentTime;
    if (!this.#isOpen) this.#queue.send(played(this.#subject));
    this.#isOpen = true;
    window.clearTimeout(this.#settling);
    this.#settling = window.setTimeout(() => this.#since !== null && this.#report(), SETTLED);
  }

  #tick() {
    this.#gather();
    if (this.#since !== null && this.#unreported >= REPORT) this.#report();
  }

  /** Count what was played since the last time, and tell of each half minute. */
  #gather() {
    if (this.#since === null) return;
    const now = performance.now();
    const gap = now - this.#since;
    const hasMoved = this.#video.currentTime !== this.#place;
    this.#since = now;
    this.#place = this.#video.currentTime;
    if (!hasMoved || gap > SLEPT) return;
    this.#gathered += gap;
    this.#unreported += gap;
    for (; this.#gathered >= BEAT; this.#gathered -= BEAT) this.#queue.send(this.#beat(BEAT));
  }

  #stop() {
    this.#gather();
    this.#since = null;
  }

  async #pause() {
    this.#stop();
    // The end of the video is also a pause, and has its own event.
    if (this.#video.ended || !this.#isOpen) return;
    await this.#queue.send(...this.#rest(), this.#position());
    this.#told("paused");
  }

  async #end() {
    this.#stop();
    this.#isOpen = false;
    await this.#queue.send(...this.#rest(), this.#position(), ended(this.#subject));
    this.#told("ended");
  }

  #leave() {
    if (this.#since === null) return;
    this.#gather();
    this.#queue.sendLeaving(...this.#rest(), this.#position());
  }

  #report() {
    this.#queue.send(this.#position());
  }

  #position() {
    this.#unreported = 0;
    return progressed(this.#subject, Math.round(this.#video.currentTime * 1000));
  }

  /** The heartbeat of what is left over. */
  #rest() {
    const rest = Math.floor(this.#gathered);
    this.#gathered = 0;
    return rest > 0 ? [this.#beat(rest)] : [];
  }

  /** @param {number} duration */
  #beat(duration) {
    return studied(this.#subject, duration, "LECTURE");
  }
}
