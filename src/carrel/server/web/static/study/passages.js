// @ts-check
/** Highlights: what is selected in a reading or a transcript can be kept, and what was kept is shown in its place. */

import { refresh } from "./outcome.js";

const MARKED = "own-marks";
/** Characters kept from around a passage, to find it again. */
const CONTEXT = 60;

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-notes]"));
const texts = [...document.querySelectorAll(".reading, .speech")].filter((one) => one instanceof HTMLElement);
if (place && texts.length) start(place);

/** @param {HTMLElement} notes */
function start(notes) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mark-button";
  button.textContent = "Highlight";
  button.hidden = true;
  document.body.append(button);
  /** @type {{range: Range, text: HTMLElement} | null} */
  let chosen = null;
  document.addEventListener("selectionchange", () => {
    chosen = chosenPassage();
    button.hidden = chosen === null;
    if (chosen) put(button, chosen.range);
  });
  // Before the selection is lost to the button.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", async () => {
    if (!chosen || !(await keep(notes, chosen))) return;
    getSelection()?.removeAllRanges();
    await refresh();
  });
  const list = notes.querySelector("[data-live=notes]") ?? notes;
  new MutationObserver(paint).observe(list, { childList: true, subtree: true });
  paint();
}

/** What is selected, when all of it lies in one text. */
function chosenPassage() {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !String(selection).trim()) return null;
  const range = selection.getRangeAt(0);
  const text = texts.find((one) => one.contains(range.commonAncestorContainer));
  return text ? { range, text: /** @type {HTMLElement} */ (text) } : null;
}

/** @param {HTMLElement} button @param {Range} range */
function put(button, range) {
  const box = range.getBoundingClientRect();
  button.style.insetBlockStart = `${scrollY + box.bottom + 6}px`;
  button.style.insetInlineStart = `${Math.max(8, Math.min(scrollX + box.left, scrollX + innerWidth - 140))}px`;
}

/** @param {HTMLElement} notes @param {{range: Range, text: HTMLElement}} chosen @returns {Promise<boolean>} */
async function keep({ dataset }, { range, text }) {
  const said = { courseId: dataset.course, itemId: dataset.item, ...passage(range, text) };
  const answer = await fetch("/api/learnerHighlights.v1", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(said),
  }).catch(() => null);
  return answer?.ok ?? false;
}

/** @param {Range} range @param {HTMLElement} text */
function passage(range, text) {
  const lines = /** @type {HTMLElement[]} */ ([...text.querySelectorAll("[data-at]")]);
  if (!text.classList.contains("speech")) {
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const selected = String(range);
    // The school keeps no space around it.
    const quote = selected.trim();
    const start = String(before).length + selected.indexOf(quote);
    const whole = text.textContent ?? "";
    return {
      quote,
      before: whole.slice(Math.max(0, start - CONTEXT), start),
      after: whole.slice(start + quote.length, start + quote.length + CONTEXT),
    };
  }
  const inside = lines.filter((line) => range.intersectsNode(line));
  const last = lines.indexOf(inside[inside.length - 1]);
  const starts = Number(inside[0].dataset.at);
  return {
    quote: inside.map((line) => line.textContent).join(" "),
    startsAt: starts,
    endsAt: Math.max(starts, Number(lines[last + 1]?.dataset.at ?? inside[inside.length - 1].dataset.at)),
    language: text.lang,
  };
}

/** Show every passage that is kept. */
function paint() {
  if (!("highlights" in CSS)) return;
  const marks = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-mark]")]);
  const ranges = marks.flatMap((mark) => texts.flatMap((text) => found(mark, /** @type {HTMLElement} */ (text))));
  CSS.highlights.set(MARKED, new Highlight(...ranges));
}

/** @param {HTMLElement} mark @param {HTMLElement} text @returns {Range[]} */
function found(mark, text) {
  if (mark.dataset.starts !== undefined) return text.lang === mark.lang ? linesOf(mark, text) : [];
  const whole = text.textContent ?? "";
  const quote = mark.textContent ?? "";
  const exact = whole.indexOf((mark.dataset.before ?? "") + quote + (mark.dataset.after ?? ""));
  const start = exact >= 0 ? exact + (mark.dataset.before ?? "").length : whole.indexOf(quote);
  return start < 0 ? [] : [rangeOf(text, start, start + quote.length)];
}

/** @param {HTMLElement} mark @param {HTMLElement} text @returns {Range[]} */
function linesOf(mark, text) {
  const [starts, ends] = [Number(mark.dataset.starts), Number(mark.dataset.ends)];
  const lines = /** @type {HTMLElement[]} */ ([...text.querySelectorAll("[data-at]")]);
  return lines
    .filter((line) => Number(line.dataset.at) === starts || (Number(line.dataset.at) > starts && Number(line.dataset.at) < ends))
    .map((line) => {
      const range = document.createRange();
      range.selectNodeContents(line);
      return range;
    });
}

/** @param {HTMLElement} text @param {number} start @param {number} end */
function rangeOf(text, start, end) {
  const range = document.createRange();
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let passed = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (start >= passed && start <= passed + length) range.setStart(node, start - passed);
    if (end <= passed + length) {
      range.setEnd(node, end - passed);
      break;
    }
    passed += length;
  }
  return range;
}
