// @ts-check
/** The transcript beside the video: it follows, and a click in it seeks. */

import { read, write } from "./kept.js";
import { scrollTo, Search } from "./search.js";

/** @param {HTMLElement} section @param {import("./player.js").Player} player */
export function follow(section, player) {
  const text = /** @type {HTMLElement} */ (section.querySelector(".transcript-text"));
  const speeches = /** @type {HTMLElement[]} */ ([...section.querySelectorAll(".speech")]);
  text.replaceChildren(...speeches);
  for (const speech of speeches) addMoments(speech, player);
  const tools = document.createElement("div");
  tools.className = "transcript-tools";
  text.before(tools);
  const follower = new Follower(text, player.video, tools);
  const search = new Search(tools, text, () => follower.rest());
  const choose = (/** @type {HTMLElement} */ chosen) => {
    for (const one of speeches) one.hidden = one !== chosen;
    search.search(chosen);
    follower.follow(chosen);
  };
  const preferred = speeches.find((one) => one.lang === read("transcript.language")) ?? speeches[0];
  if (speeches.length > 1) section.querySelector("h2")?.after(languages(speeches, preferred, choose));
  choose(preferred);
  text.addEventListener("click", (event) => {
    const line = event.target instanceof Element ? event.target.closest("[data-at]") : null;
    if (!(line instanceof HTMLElement) || String(getSelection())) return;
    player.seekTo(Number(line.dataset.at) / 1000);
    follower.isFollowing = true;
  });
}

/** For the keyboard, each paragraph begins with a button that seeks to it.
 * @param {HTMLElement} speech @param {import("./player.js").Player} player */
function addMoments(speech, player) {
  for (const paragraph of speech.querySelectorAll("p")) {
    const first = paragraph.querySelector("span");
    const seconds = Number(first?.dataset.at) / 1000;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "moment";
    button.textContent = clock(seconds);
    button.setAttribute("aria-label", `Play from ${clock(seconds)}`);
    button.addEventListener("click", () => { player.seekTo(seconds); player.play(); });
    paragraph.prepend(button);
  }
}

/** @param {HTMLElement[]} speeches @param {HTMLElement} preferred @param {(one: HTMLElement) => void} choose */
function languages(speeches, preferred, choose) {
  const select = document.createElement("select");
  select.setAttribute("aria-label", "Language of the transcript");
  for (const one of speeches) {
    const option = new Option(one.dataset.language, one.lang, false, one === preferred);
    option.lang = one.lang;
    select.append(option);
  }
  select.addEventListener("change", () => {
    write("transcript.language", select.value);
    choose(speeches[select.selectedIndex]);
  });
  return select;
}

/** Marks the line that is said, and keeps it in sight until the reader scrolls away. */
class Follower {
  isFollowing = true;
  /** @type {HTMLElement[]} */
  #lines = [];
  /** @type {HTMLElement | undefined} */
  #now;

  /** @param {HTMLElement} text @param {HTMLVideoElement} video @param {HTMLElement} tools */
  constructor(text, video, tools) {
    this.text = text;
    this.video = video;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button-quiet transcript-back";
    this.button.textContent = "Back to what is said";
    this.button.addEventListener("click", () => this.#resume());
    tools.after(this.button);
    for (const event of ["wheel", "touchmove", "keydown"]) {
      text.addEventListener(event, () => this.rest(), { passive: true });
    }
    for (const event of ["timeupdate", "seeked"]) video.addEventListener(event, () => this.#show());
  }

  /** @param {HTMLElement} speech */
  follow(speech) {
    this.#lines = [...speech.querySelectorAll("span")];
    this.#show();
  }

  /** Follow no more, until the reader comes back. */
  rest() {
    this.isFollowing = false;
    this.#show();
  }

  #resume() {
    this.isFollowing = true;
    this.#now = undefined;
    this.#show();
    this.text.focus();
  }

  #show() {
    const time = this.video.currentTime * 1000;
    const now = this.#lines.findLast((line) => Number(line.dataset.at) <= time);
    this.button.hidden = this.isFollowing || !now;
    if (now === this.#now) return;
    this.text.querySelectorAll(".now").forEach((one) => one.classList.remove("now"));
    now?.classList.add("now");
    this.#now = now;
    if (now && this.isFollowing) scrollTo(this.text, now);
  }
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.floor(seconds || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
