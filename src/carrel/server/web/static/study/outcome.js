// @ts-check
/**
 * What became of watching: the parts of the page that change with the learner's progress. The school renders
 * them, here they are only fetched anew and put in their places.
 */

const TRIES = [300, 1_000, 2_500, 5_000];

/** Put in the parts that changed. */
export async function refresh() {
  const response = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.querySelector(`[data-live="${part.getAttribute("data-live")}"]`);
    if (other) put(part, other);
  }
}

/**
 * Wait until the school counts the item as completed, then show it; after some tries, show what is missing.
 * @param {import("./evidence.js").Subject} subject
 */
export async function conclude(subject) {
  for (const wait of TRIES) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (!(await isCompleted(subject))) continue;
    await refresh();
    announce(document.querySelector(".completed")?.textContent ?? "");
    return;
  }
  await refresh();
}

/** Whether the page shows that the item is completed. */
export function isConcluded() {
  return document.querySelector(".completed") !== null;
}

/** Say something to who listens, and with "seen" also to who looks. @param {string} text @param {"" | "seen"} look */
export function announce(text, look = "") {
  let place = document.querySelector(".announcement");
  if (!place) {
    place = document.createElement("p");
    place.setAttribute("role", "status");
    document.querySelector(".screen")?.append(place);
  }
  place.className = `announcement ${look || "hidden"}`;
  place.textContent = text.replace(/\s+/g, " ").trim();
}

/** @param {import("./evidence.js").Subject} subject @returns {Promise<boolean>} */
async function isCompleted({ learner, slug, item }) {
  const path = `/api/opencourse.v1/user/${learner}/course/${encodeURIComponent(slug ?? "")}`;
  const response = await fetch(path, { credentials: "same-origin" }).catch(() => null);
  if (!response?.ok) return false;
  const { items } = await response.json();
  return items[item]?.progressState === "Completed";
}

/** @param {Element} part @param {Element} fresh */
function put(part, fresh) {
  const opened = [...part.querySelectorAll("details")].map((one) => one.open);
  const again = /** @type {Element} */ (document.importNode(fresh, true));
  again.querySelectorAll("details").forEach((one, place) => { one.open = opened[place] ?? one.open; });
  // Whoever is in the middle of it shall not lose their place.
  if (again.innerHTML === part.innerHTML || part.contains(document.activeElement)) return;
  const { scrollTop } = part;
  part.replaceChildren(...again.childNodes);
  part.scrollTop = scrollTop;
}
