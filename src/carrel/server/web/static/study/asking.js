// @ts-check
/** A lecture that asks: it pauses where it should, shows its question, and goes on once that was answered. */

/** @param {HTMLVideoElement} video @param {HTMLElement} place where the forms of all questions stand */
export function ask(video, place) {
  const forms = /** @type {HTMLFormElement[]} */ ([...place.querySelectorAll("form[data-at]")]);
  const answered = new Set();
  let last = video.currentTime;
  place.hidden = true;

  video.addEventListener("seeking", () => { last = video.currentTime; });
  video.addEventListener("timeupdate", () => {
    const now = video.currentTime;
    const due = forms.find((form) => !answered.has(form) && isBetween(Number(form.dataset.at) / 1000, last, now));
    last = now;
    if (due) pause(due);
  });

  /** @param {HTMLFormElement} form */
  function pause(form) {
    answered.add(form);
    video.pause();
    place.hidden = false;
    for (const other of forms) other.hidden = other !== form;
    const go = /** @type {HTMLElement | null} */ (form.querySelector("[data-go]"));
    if (go) go.hidden = false;
    /** @type {HTMLElement | null} */ (form.querySelector("input, button"))?.focus();
    place.scrollIntoView({ block: "nearest" });
  }
  for (const form of forms) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = form.querySelector("[data-said]");
      if (!said) return;
      said.innerHTML = await told(form);
      // What was asked is in what is told.
      for (const part of form.querySelectorAll(":scope > .questions, button[type=submit]")) {
        /** @type {HTMLElement} */ (part).hidden = true;
      }
    });
    form.querySelector("[data-go]")?.addEventListener("click", () => {
      place.hidden = true;
      video.play();
    });
  }
}

/** @param {number} at @param {number} from @param {number} to */
function isBetween(at, from, to) {
  return at > from && at <= to;
}

/** @param {HTMLFormElement} form the school's words on what was chosen, as HTML that it made safe */
async function told(form) {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(/** @type {any} */ (new FormData(form))),
    });
    return answer.ok ? (await answer.json()).html : "That could not be looked up. You can go on.";
  } catch {
    return "The school cannot be reached. You can go on.";
  }
}
