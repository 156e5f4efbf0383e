// @ts-check
/** A lecture's page: the player, the transcript beside it, and the evidence of watching. */

import { ask } from "./asking.js";
import { remember } from "./choices.js";
import { explain, listen } from "./keys.js";
import { conclude, isConcluded, refresh } from "./outcome.js";
import { keepMoments } from "./notes.js";
import { hold } from "./pace.js";
import { Player } from "./player.js";
import { Queue } from "./queue.js";
import { resume } from "./resume.js";
import { follow } from "./transcript.js";
import { Watching } from "./watching.js";

/** @typedef {import("./evidence.js").Subject & {slug: string, video: string, duration: string, position: string}} Data */

const screen = /** @type {HTMLElement | null} */ (document.querySelector("[data-lecture]"));
const video = screen?.querySelector("video");
if (screen && video) start(screen, video);

/** @param {HTMLElement} place @param {HTMLVideoElement} shown */
function start(place, shown) {
  const data = /** @type {Data} */ (/** @type {unknown} */ ({ ...place.dataset }));
  const player = new Player(shown);
  new Watching(shown, data, new Queue(data.learner), (event) => (event === "ended" ? conclude(data) : refresh()));
  if ("paced" in place.dataset) hold(shown, Number(data.position) / 1000, () => !isConcluded());
  resume(shown, data);
  player.dress().finally(() => remember(player));
  listen(player);
  explain(document.querySelector(".lecture-more") ?? place);
  const transcript = /** @type {HTMLElement | null} */ (document.querySelector(".transcript"));
  if (transcript) follow(transcript, player);
  const asking = /** @type {HTMLElement | null} */ (document.querySelector("[data-asking]"));
  if (asking) ask(shown, asking);
  const notes = /** @type {HTMLElement | null} */ (document.querySelector("[data-notes]"));
  if (notes) keepMoments(notes, player);
}
