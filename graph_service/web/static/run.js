// The page of a run: progress while it runs, places that open what they lead to, and its JSON.

import { follow } from "./progress.js";

document.documentElement.classList.add("is-scripted");

for (const panel of document.querySelectorAll("[data-progress]")) {
  const message = panel.querySelector("[data-message]");
  follow(panel, panel.dataset.progress, () => window.location.reload(), (refusal) => { message.textContent = refusal.sentence; });
}

// A link to a skill opens it; one to a passage points out the words there.
function aim() {
  const target = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
  for (const piece of document.querySelectorAll("[data-of]")) {
    piece.classList.toggle("aimed", Boolean(target) && piece.dataset.of.split(" ").includes(target.id));
  }
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}
window.addEventListener("hashchange", aim);
aim();

// What a mark says is shown to its left where there is no room on its right.
const text = document.querySelector(".jd");
for (const kind of ["pointerover", "focusin"]) {
  text?.addEventListener(kind, ({ target }) => {
    const mark = target.closest?.("[data-tip]");
    if (mark) mark.classList.toggle("leftwards", mark.getBoundingClientRect().left + 300 > text.getBoundingClientRect().right && text.clientWidth > 700);
  });
}

// Where one is on the page.
const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
const seen = new Set();
const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) isIntersecting ? seen.add(target.id) : seen.delete(target.id);
  const first = [...links.keys()].find((id) => seen.has(id));
  for (const [id, link] of links) id === first ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
}, { rootMargin: "-40px 0px -50% 0px" });
for (const id of links.keys()) watcher.observe(document.getElementById(id));

const openAll = document.getElementById("open-skills");
openAll?.addEventListener("click", () => {
  const opens = openAll.getAttribute("aria-expanded") === "false";
  for (const skill of document.querySelectorAll("details.skill")) skill.open = opens;
  openAll.setAttribute("aria-expanded", String(opens));
  openAll.textContent = opens ? "Close all" : "Open all";
});

// The run as JSON, asked for once; what is no such answer is said, and asked for again the next time.
let answer;
const told = document.getElementById("copied");
async function raw(address) {
  answer ??= fetch(address).catch(() => ({ ok: false, status: 0 }));
  const response = await answer;
  if (response.ok) return response.clone().text();
  answer = undefined;
  told.textContent = response.status ? `The service answered ${response.status}; try again.` : "The service did not answer; try again.";
  return undefined;
}

const details = document.getElementById("raw-details");
details.addEventListener("toggle", async () => {
  if (details.open) details.querySelector("pre").textContent = (await raw(details.dataset.source)) ?? "";
});

const copy = document.getElementById("copy-raw");
copy.addEventListener("click", async () => {
  const text = await raw(copy.dataset.source);
  if (text === undefined) return;
  try {
    await navigator.clipboard.writeText(text);
    told.textContent = "Copied.";
  } catch {
    details.open = true;
    told.textContent = "The browser does not allow copying here; it is shown below.";
  }
});

// Roles to choose from while one types.
const role = document.querySelector("[data-roles]");
let asked;
role?.addEventListener("input", () => {
  clearTimeout(asked);
  asked = setTimeout(async () => {
    const response = await fetch(`${role.dataset.roles}?${new URLSearchParams({ text: role.value })}`);
    const options = (await response.json()).map(({ name }) => Object.assign(document.createElement("option"), { value: name }));
    if (options.length) role.list.replaceChildren(...options);
  }, 200);
});
