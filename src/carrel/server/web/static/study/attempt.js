// @ts-check
/** An attempt saves itself while its learner writes, and says how much time is left. */

const PAUSE = 1_500;
const SECOND = 1_000;
/** Handed in so long (ms) before the end, so that it arrives in time. */
const EARLY = 3_000;

const form = document.querySelector("form[data-attempt]");
if (form instanceof HTMLFormElement) keep(form);

/** @param {HTMLFormElement} form */
function keep(form) {
  const said = form.querySelector("[data-saved]");
  let waiting = 0;
  let isLeaving = false;
  let isWarned = false;

  /** @param {string} words */
  function say(words) {
    if (said) said.textContent = words;
  }
  function hasFile() {
    /** @type {NodeListOf<HTMLInputElement>} */
    const inputs = form.querySelectorAll("input[type=file]");
    return [...inputs].some((input) => input.files?.length);
  }
  async function save() {
    waiting = 0;
    if (isLeaving) return;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { accept: "application/json" },
        body: new URLSearchParams(/** @type {any} */ (new FormData(form))),
      });
      const saved = hasFile() ? "Your answers are saved; the file is sent with a button." : "Your answers are saved.";
      say(answer.ok ? saved : "Your answers could not be saved. Reload the page.");
    } catch {
      say("Not saved: the school cannot be reached. It is tried again with your next change.");
    }
  }
  form.addEventListener("input", () => {
    say("");
    isWarned = false;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    const blank = event.submitter?.hasAttribute("formaction") && !isOver(form) ? unanswered(form) : 0;
    if (blank && !isWarned) {
      event.preventDefault();
      isWarned = true;
      say(`${blank === 1 ? "1 question has" : `${blank} questions have`} no answer yet. Hand in again to leave it so.`);
      return;
    }
    isLeaving = true;
    window.clearTimeout(waiting);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && waiting) {
      window.clearTimeout(waiting);
      save();
    }
  });
  count(form);
}

/**
 * How many questions have no answer at all.
 * @param {HTMLFormElement} form
 */
function unanswered(form) {
  const given = new FormData(form);
  /** @param {Element} field */
  function isGiven(field) {
    const values = given.getAll(field.getAttribute("name") ?? "");
    return values.some((value) => (typeof value === "string" ? value.trim() : value.size));
  }
  return [...form.querySelectorAll("fieldset")].filter((one) => ![...one.elements].some(isGiven)).length;
}

/**
 * Whether the time is up, and nobody is asked any more.
 * @param {HTMLFormElement} form
 */
function isOver(form) {
  return form.dataset.over !== undefined;
}

/** @param {HTMLFormElement} form */
function count(form) {
  const timer = document.querySelector("[data-ends]");
  const left = timer?.querySelector("[data-left]");
  if (!(timer instanceof HTMLElement) || !left) return;
  // The school's clock counts, whatever this one says.
  const ahead = Date.now() - Number(timer.dataset.now);
  const end = Number(timer.dataset.ends);
  const ticking = window.setInterval(tick, SECOND);

  function tick() {
    const rest = end - (Date.now() - ahead);
    if (rest <= EARLY) {
      window.clearInterval(ticking);
      form.dataset.over = "";
      const hand = /** @type {HTMLButtonElement | null} */ (form.querySelector("button[formaction]"));
      form.requestSubmit(hand);
    }
    const seconds = Math.max(0, Math.floor(rest / SECOND));
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
  }
  tick();
}
