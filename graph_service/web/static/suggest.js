// Suggestions under a search field while one types: an ARIA combobox. Without them the form works as it is.

import { element } from "./dom.js";

const WAIT_MS = 150;

function attach(input) {
  const list = element("ul", { id: `${input.id}-suggestions`, class: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: true });
  const told = element("span", { class: "unseen", role: "status" });
  input.after(list, told);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }

  let timer = 0, asked = 0, active = -1;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(at) {
    const options = [...list.children];
    active = (at + options.length + 1) % (options.length + 1);
    if (active === options.length) active = -1;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  function show(found) {
    list.replaceChildren(...found.map((one, at) => element(
      "li",
      { id: `${list.id}-${at}`, role: "option", "aria-selected": "false", "data-address": one.address, mousedown: (event) => event.preventDefault(), click: () => location.assign(one.address) },
      element("span", { class: `kind ${one.kind}` }, one.kind),
      element("span", { class: "name" }, one.name),
      one.matched ? element("span", { class: "faint" }, one.matched) : null,
    )));
    close();
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    told.textContent = found.length ? `${found.length} suggestions` : "No suggestions";
  }

  async function suggest() {
    const number = ++asked, text = input.value.trim();
    if (!text) {
      close();
      return;
    }
    const answer = await fetch(`${input.dataset.suggestions}?${new URLSearchParams({ q: text })}`);
    if (answer.ok && number === asked && document.activeElement === input) show(await answer.json());
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      activate(event.key === "ArrowDown" ? active + 1 : (active < 0 ? list.children.length : active) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.address);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
}

document.querySelectorAll("input[data-suggestions]").forEach(attach);
