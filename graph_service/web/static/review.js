// The review queue by keyboard, without a new page for each decision: what a form or a link answers takes the place of
// what is shown. Without this script the same forms and links lead to whole pages.

const review = document.getElementById("review");
const help = document.getElementById("help");
const keysOn = document.getElementById("keys-on");
const PARTS = ["list", "recent", "detail", "notices"];
const PREFERENCE = "review-keys";
const PAUSE_MS = 150;
let moving = null;
let queued = null;

const current = () => document.querySelector("#list a[aria-current]");
const links = () => [...document.querySelectorAll("#list .items a")];
const ticks = () => [...document.querySelectorAll('#list input[name="chosen"]')];

// The address's page; it is none of the queue where someone has to sign in again, or the service is away.
async function fetched(address, options) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, ...options });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { page, address: answer.url, isRefused: answer.status >= 400, isQueue: page.getElementById("review") !== null };
}

function show({ page, address }, parts) {
  const ticked = new Set(ticks().filter((box) => box.checked).map((box) => box.value));
  const scrolled = document.querySelector("#list .items")?.scrollTop ?? 0;
  for (const part of parts) {
    const fresh = document.importNode(page.getElementById(part), true);
    document.getElementById(part).replaceChildren(...fresh.childNodes);
  }
  for (const box of ticks()) box.checked = ticked.has(box.value);
  const list = document.querySelector("#list .items");
  if (list) list.scrollTop = scrolled;
  current()?.scrollIntoView({ block: "nearest" });
  countTicks();
  history.replaceState(null, "", address.split("#")[0]);
}

const isBusy = () => review.getAttribute("aria-busy") === "true";

// What was pressed meanwhile and leads to a field: what is typed next is meant for it, and for no key of ours.
function ready() {
  review.setAttribute("aria-busy", "false");
  const key = queued;
  queued = null;
  if (key) KEYS[key]();
}

function countTicks() {
  const told = document.getElementById("ticked");
  if (told) told.textContent = `${ticks().filter((box) => box.checked).length} ticked:`;
}

// Another item: its mark moves at once, what is said of it follows.
async function select(link) {
  current()?.closest("li").classList.remove("current");
  current()?.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  link.closest("li").classList.add("current");
  link.focus();
  moving?.abort();
  moving = new AbortController();
  review.setAttribute("aria-busy", "true");
  try {
    const found = await fetched(link.href, { signal: moving.signal });
    if (!found.isQueue) return location.assign(link.href);
    const reason = document.getElementById("all-reason")?.value;
    show(found, ["list", "recent", "detail"]);
    if (reason) document.getElementById("all-reason").value = reason;
    current()?.focus();
  } catch (error) {
    if (error.name === "AbortError") return;
    return location.assign(link.href);
  }
  moving = null;
  ready();
}

function move(by) {
  const all = links();
  const next = all[all.indexOf(current()) + by];
  if (next) select(next);
  else document.querySelector(`#list a[rel="${by > 0 ? "next" : "prev"}"]`)?.focus();
}

async function send(form, button) {
  if (isBusy()) return;
  review.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams(new FormData(form, button));
    const found = await fetched(form.action, { method: "POST", body });
    if (found.isQueue) {
      if (found.isRefused) found.address = location.href;
      show(found, PARTS);
      (found.isRefused ? document.getElementById("notices") : current() ?? document.getElementById("detail")).focus();
    } else tell(found.page);
  } catch {
    tell(null);
  }
  ready();
}

// Why there is no queue in the answer. It may have been done all the same: nothing is sent again by itself.
function tell(page) {
  const told = document.createElement("div");
  told.className = "notice bad";
  const say = (...content) => told.appendChild(document.createElement("p")).append(...content);
  say(page?.querySelector("main [role=alert]")?.textContent ?? "The service did not answer.");
  if (page?.querySelector('form[action="/login"]')) {
    const link = document.createElement("a");
    link.href = `/login?${new URLSearchParams({ onward: location.pathname + location.search })}`;
    link.textContent = "Sign in";
    say(link);
  } else say("Look whether it was done before you send it again: reload the page.");
  document.getElementById("notices").replaceChildren(told);
  document.getElementById("notices").focus();
}

function approve() {
  const form = document.getElementById("approve");
  if (!form) return;
  const needed = document.querySelector("#detail [data-needed] input:not(:checked)");
  const answered = document.querySelector("#detail [data-needed] input:checked");
  if (needed && !answered) return needed.focus();
  if (document.getElementById("obstacle") && !needed && !isEdited(form)) return edit();
  form.requestSubmit();
}

// Whether a field says something else than it did at first.
function isEdited(form) {
  const sent = new FormData(form);
  const said = (name) => sent.getAll(name).filter(Boolean).join("\n");
  const fields = [...form.elements].filter((field) => field.type !== "hidden" && field.name);
  return fields.some(({ name }) => said(name) !== said(`was.${name}`));
}

function edit() {
  const details = document.querySelector("#detail details.edits");
  if (details) details.open = true;
  document.querySelector("#detail .edits :is(input, textarea, select):not([type=hidden], [type=checkbox])")?.focus();
}

function undo() {
  const form = document.querySelector("#notices form.undo") ?? document.querySelector("#recent form[data-mine]");
  form?.requestSubmit();
}

function tick() {
  const box = current()?.closest("li").querySelector('input[name="chosen"]');
  if (box) box.checked = !box.checked;
  countTicks();
}

const focusOn = (id) => document.getElementById(id)?.focus();
const decideTicked = (what) => document.querySelector(`#all button[value="${what}"]`)?.click();

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  a: approve,
  r: () => focusOn("reason"),
  m: () => (document.getElementById("into") ? focusOn("into") : focusOn("edit-owner")),
  e: edit,
  x: tick,
  A: () => decideTicked("approve"),
  R: () => decideTicked("reject"),
  u: undo,
  "/": () => focusOn("kind"),
  "?": () => help.showModal(),
};

const LEADS_TO_A_FIELD = "rme/";
const MEANT_FOR_THE_MARK = "jkx";

const isTyping = (target) =>
  target.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button])");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
  if (event.key === "Escape") {
    if (isTyping(event.target)) return (current() ?? document.getElementById("detail")).focus();
    return document.getElementById("notices").replaceChildren();
  }
  if (event.key === "Enter" && event.target.id === "all-reason") return decideTicked("reject");
  if (!keysOn.checked || isTyping(event.target) || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  if (!isBusy() || (moving && MEANT_FOR_THE_MARK.includes(event.key) && !queued)) KEYS[event.key]();
  else if (LEADS_TO_A_FIELD.includes(event.key)) queued ??= event.key;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || !form.closest("#review")) return;
  event.preventDefault();
  send(form, event.submitter);
});

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const link = event.target.closest("a");
  if (link?.matches("#list .items a")) {
    event.preventDefault();
    select(link);
  } else if (link?.matches("#notices .dismiss")) {
    event.preventDefault();
    document.getElementById("notices").replaceChildren();
    history.replaceState(null, "", link.href);
    current()?.focus();
  }
});

// Fields that name a skill, role or dimension offer what a text may mean.
let asked = 0;
document.addEventListener("input", (event) => {
  const kind = event.target.dataset.suggest;
  if (event.target.name === "chosen") return countTicks();
  if (!kind) return;
  clearTimeout(asked);
  asked = setTimeout(async () => {
    const text = event.target.value;
    const answer = await fetch(`/review/suggestions?${new URLSearchParams({ kind, text })}`);
    if (!answer.ok || event.target.value !== text || !text.trim()) return;
    const options = (await answer.json()).map(({ name, matched }) => {
      const option = document.createElement("option");
      option.value = name;
      if (matched && matched !== name) option.label = `${name} (${matched})`;
      return option;
    });
    event.target.list.replaceChildren(...options);
  }, PAUSE_MS);
});

document.getElementById("help-button").addEventListener("click", () => help.showModal());
keysOn.checked = localStorage.getItem(PREFERENCE) !== "off";
keysOn.addEventListener("change", () => localStorage.setItem(PREFERENCE, keysOn.checked ? "on" : "off"));
countTicks();
