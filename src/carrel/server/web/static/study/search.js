// @ts-check
/** Finding words in a transcript. Matches may go over the ends of lines; the text itself stays untouched. */

const FOUND = "transcript-found";
const HERE = "transcript-here";

export class Search {
  /** @type {Range[]} */
  #found = [];
  #here = -1;
  /** @type {HTMLElement | null} */
  #speech = null;

  /** @param {HTMLElement} tools @param {HTMLElement} text @param {() => void} went called before it scrolls */
  constructor(tools, text, went) {
    this.text = text;
    this.went = went;
    tools.innerHTML =
      '<input type="search" id="transcript-search" aria-label="Search the transcript" placeholder="Search the transcript" autocomplete="off">' +
      '<span class="transcript-count" role="status"></span>';
    this.field = /** @type {HTMLInputElement} */ (tools.querySelector("input"));
    this.count = /** @type {HTMLElement} */ (tools.querySelector("[role=status]"));
    this.field.addEventListener("input", () => this.#find());
    this.field.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {HTMLElement} speech the transcript to search in from now on */
  search(speech) {
    this.#speech = speech;
    this.#find();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key === "Enter" && this.#found.length) {
      event.preventDefault();
      this.#go(this.#here + (event.shiftKey ? -1 : 1));
    } else if (event.key === "Escape") {
      this.field.value = "";
      this.#find();
    }
  }

  #find() {
    const wanted = folded(this.field.value.trim());
    this.#found = wanted && this.#speech ? rangesOf(this.#speech, wanted) : [];
    this.#here = -1;
    if (this.#found.length) this.#go(0);
    else this.#paint(wanted ? "Not found" : "");
  }

  /** @param {number} place */
  #go(place) {
    this.#here = (place + this.#found.length) % this.#found.length;
    this.went();
    scrollTo(this.text, this.#found[this.#here]);
    this.#paint(`${this.#here + 1} of ${this.#found.length}`);
  }

  /** @param {string} words */
  #paint(words) {
    this.count.textContent = words;
    if (!CSS.highlights) return;
    CSS.highlights.set(FOUND, new Highlight(...this.#found));
    CSS.highlights.set(HERE, new Highlight(...this.#found.slice(this.#here, this.#here + 1 || undefined)));
  }
}

/** Scrolls the transcript alone, never the page. @param {HTMLElement} text @param {Range | HTMLElement} wanted */
export function scrollTo(text, wanted) {
  const offset = wanted.getBoundingClientRect().top - text.getBoundingClientRect().top;
  text.scrollTo({ top: text.scrollTop + offset - text.clientHeight / 3 });
}

/** @param {HTMLElement} speech @param {string} wanted @returns {Range[]} */
function rangesOf(speech, wanted) {
  const ranges = [];
  for (const paragraph of speech.querySelectorAll("p")) {
    const nodes = [...paragraph.childNodes].filter((node) => !(node instanceof HTMLButtonElement)).map((node) => node.firstChild ?? node);
    const text = nodes.map((node) => folded(node.textContent ?? "")).join("");
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      ranges.push(rangeOf(nodes, at, at + wanted.length));
    }
  }
  return ranges;
}

/** @param {Node[]} nodes @param {number} start @param {number} end */
function rangeOf(nodes, start, end) {
  const range = new Range();
  let before = 0;
  for (const node of nodes) {
    const length = node.textContent?.length ?? 0;
    if (start >= before && start < before + length) range.setStart(node, start - before);
    if (end > before && end <= before + length) range.setEnd(node, end - before);
    before += length;
  }
  return range;
}

/** For comparing: case and accents count for nothing where that leaves each sign in its place. @param {string} text */
function folded(text) {
  const plain = [...text].map((sign) => fold(sign)).join("");
  return plain.length === text.length ? plain : text;
}

/** @param {string} sign */
function fold(sign) {
  const plain = sign.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.length === sign.length ? plain : sign;
}
