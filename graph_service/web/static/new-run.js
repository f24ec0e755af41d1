// Sending a job description without leaving the form: what happens is shown, and what was typed stays.

import { follow } from "./progress.js";

const form = document.getElementById("new-run");
const running = document.getElementById("running");
const problems = document.getElementById("problems");
const cancel = document.getElementById("cancel");
const DRAFT = "new-run";
const AGAIN_MS = 500;
const TYPES = [".txt", ".pdf", ".docx"];

document.documentElement.classList.add("is-scripted");

// Another text is another run: only what is sent again unchanged has the key that it had.
form.addEventListener("input", () => {
  form.elements.key.value = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
});

// Signing in leads away and back: the text waits in this tab.
window.addEventListener("pagehide", () => {
  sessionStorage.setItem(DRAFT, JSON.stringify([form.elements.text.value, form.elements.title.value]));
});
const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "[]");
if (!form.elements.text.value && draft[0]) [form.elements.text.value, form.elements.title.value] = draft;

form.addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.add("dropping");
});
form.addEventListener("dragleave", (event) => {
  if (!form.contains(event.relatedTarget)) form.classList.remove("dropping");
});
form.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  form.classList.remove("dropping");
  form.elements.file.files = event.dataTransfer.files;
  form.elements.file.dispatchEvent(new Event("input", { bubbles: true }));
});
form.elements.file.addEventListener("input", () => say(wrongFile()));

function wrongFile() {
  const [file] = form.elements.file.files;
  if (!file) return [];
  const limit = Number(form.dataset.limitMb);
  if (!TYPES.some((type) => file.name.toLowerCase().endsWith(type))) {
    return [{ sentence: `${file.name} is no .txt, .pdf or .docx file; save it as one of these, or paste its text.` }];
  }
  if (file.size > limit * 1_000_000) {
    return [{ sentence: `The file is larger than ${limit} MB; choose a smaller one, or paste the text.` }];
  }
  return [];
}

function say(found) {
  problems.replaceChildren();
  if (!found.length) return;
  const notice = document.createElement("div");
  notice.className = "notice bad";
  notice.setAttribute("role", "alert");
  for (const { sentence, needsKey } of found) {
    const line = document.createElement("p");
    line.textContent = `${sentence} `;
    if (needsKey) {
      const link = document.createElement("a");
      link.href = "/login?onward=%2F";
      link.textContent = "Sign in";
      line.append(link);
    }
    notice.append(line);
  }
  problems.append(notice);
}

function show(isRunning) {
  form.hidden = isRunning;
  running.hidden = !isRunning;
  cancel.disabled = false;
  cancel.textContent = "Cancel";
}

// Who comes back from the run finds the page as it was left: with the run still going.
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) show(false);
});

function land(location) {
  form.elements.text.value = "";
  form.elements.title.value = "";
  window.location.assign(location);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const wrong = wrongFile();
  say(wrong);
  if (wrong.length) return;
  const sent = new FormData(form);
  show(true);
  document.getElementById("running-heading").focus();
  const source = follow(running, `/runs/${encodeURIComponent(form.elements.key.value)}/progress`, () => {});
  const answer = await send(sent);
  source.close();
  if (answer.location) return land(answer.location);
  show(false);
  say(answer.problems);
  form.elements.text.focus();
});

async function send(sent) {
  try {
    const response = await fetch("/", { method: "POST", body: sent, headers: { Accept: "application/json" } });
    // Where reading needs a key, too, the answer is the page that asks for it.
    if (response.status === 401) return { problems: [{ sentence: "Sign in with a curator's key to do this.", needsKey: true }] };
    const isPage = response.headers.get("Content-Type")?.startsWith("text/html");
    return isPage || !response.ok ? { problems: [{ sentence: await told(response) }] } : await response.json();
  } catch {
    return { problems: [{ sentence: "The service did not answer; send it again: it goes on where it was." }] };
  }
}

// What a page says that came in place of the answer, or a proxy between here and the service.
async function told(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const reason = page.querySelector("[role=alert]")?.textContent.trim() ?? "";
  const wait = response.headers.get("Retry-After");
  const again = wait && Number(wait) ? `Send it again in ${wait} s.` : "";
  return `The service answered ${response.status}. ${reason.slice(0, 1).toUpperCase()}${reason.slice(1)} ${again}`.trim();
}

// The run may not be there yet, and between its steps there is nothing to stop: this asks until it is stopped or done.
cancel.addEventListener("click", async () => {
  cancel.disabled = true;
  cancel.textContent = "Cancelling …";
  while (cancel.disabled && !(await isCancelled())) await new Promise((next) => setTimeout(next, AGAIN_MS));
});

async function isCancelled() {
  const address = `/runs/${encodeURIComponent(form.elements.key.value)}/cancel`;
  try {
    const response = await fetch(address, { method: "POST", headers: { Accept: "application/json" } });
    return !(await response.json()).problems.length;
  } catch {
    return false;
  }
}
