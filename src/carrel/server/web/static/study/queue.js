// @ts-check
/**
 * What is still to be told to the school, kept in the browser until the school has it: also over a lost
 * connection and a closed page. A message that was perhaps received is sent again; the school counts it once.
 */

import { names, read, remove, write } from "./kept.js";

/** @typedef {import("./evidence.js").Message} Message */

/** Messages at most: some five hours of study. The oldest make room. */
const MOST = 600;
const TIMEOUT = 20_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
const LATER = new Set([401, 408, 429]);

export class Queue {
  #prefix;
  #tail = Promise.resolve();
  #failures = 0;
  #notBefore = 0;

  /** @param {string} learner whose messages these are: another one's stay until they are here again */
  constructor(learner) {
    this.#prefix = `queue.${learner}.`;
    window.addEventListener("online", () => this.#retry());
    this.flush();
  }

  /** Keep these messages and send all that are kept; resolves when nothing more can be done for now.
   * @param {Message[]} messages */
  send(...messages) {
    messages.forEach((message) => this.#keep(message));
    return this.flush();
  }

  /** Send these as the page goes away; what fails is kept if the page is still there to notice.
   * @param {Message[]} messages */
  sendLeaving(...messages) {
    for (const message of messages) {
      if (navigator.onLine) {
        request(message).then(isLater, () => true).then((later) => { if (later) this.send(message); });
      } else {
        this.#keep(message);
      }
    }
  }

  /** Send what is kept, one after the other, in no more than one tab at a time. */
  flush() {
    this.#tail = this.#tail.then(() => this.#alone(() => this.#sendAll()));
    return this.#tail;
  }

  /** @param {() => Promise<void>} deed */
  async #alone(deed) {
    // Only pages that came over TLS, or from this machine, have locks; elsewhere two tabs may repeat each other.
    if (!navigator.locks) return deed();
    await navigator.locks.request(`carrel.${this.#prefix}`, deed);
  }

  async #sendAll() {
    for (let message = this.#first(); message && this.#mayTry(); message = this.#first()) {
      if (!(await this.#isSettled(message))) return;
      this.#failures = 0;
      // A newer one may have taken its place meanwhile; that one has still to be sent.
      const name = this.#prefix + message.name;
      if (!parsed(read(name)).some((one) => one.at > message.at)) remove(name);
    }
  }

  /** @param {Message} message whether the school has it, or will never take it */
  async #isSettled(message) {
    if (message.until && message.until < Date.now()) return true;
    const response = await request(message).catch(() => null);
    if (response && !isLater(response)) return true;
    const told = Number(response?.headers.get("retry-after")) * 1000;
    this.#wait(response?.status === 401 ? Infinity : told);
    return false;
  }

  /** @param {number} told how long the school asks to wait (ms), if it does */
  #wait(told) {
    const doubling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures);
    const wait = told || doubling * (0.75 + Math.random() / 2);
    this.#failures += 1;
    this.#notBefore = Date.now() + wait;
    if (wait !== Infinity) setTimeout(() => this.flush(), wait + 1);
  }

  #mayTry() {
    return navigator.onLine && Date.now() >= this.#notBefore;
  }

  #retry() {
    this.#failures = this.#notBefore = 0;
    this.flush();
  }

  /** @param {Message} message */
  #keep(message) {
    const kept = this.#kept();
    if (kept.length >= MOST) {
      const oldest = kept.reduce((one, other) => (other.at < one.at ? other : one));
      remove(this.#prefix + oldest.name);
    }
    write(this.#prefix + message.name, JSON.stringify(message));
  }

  /** @returns {Message[]} */
  #kept() {
    return names(this.#prefix).flatMap((name) => parsed(read(name)));
  }

  /** The item first that was studied first; of one item heartbeats, then the position, then the end. */
  #first() {
    const kept = this.#kept();
    /** @type {Map<string, number>} */
    const began = new Map();
    for (const { item, at } of kept) began.set(item, Math.min(at, began.get(item) ?? at));
    /** @param {Message} one */
    const since = (one) => began.get(one.item) ?? 0;
    return kept.sort((one, other) => since(one) - since(other) || one.rank - other.rank || one.at - other.at)[0];
  }
}

/** @param {Message} message */
function request({ method, path, headers, body }) {
  const signal = AbortSignal.timeout(TIMEOUT);
  return fetch(path, { method, headers, body, keepalive: true, credentials: "same-origin", signal });
}

/** @param {Response} response */
function isLater(response) {
  return response.status >= 500 || LATER.has(response.status);
}

/** @param {string | null} text @returns {Message[]} */
function parsed(text) {
  try {
    return text ? [JSON.parse(text)] : [];
  } catch {
    return [];
  }
}
