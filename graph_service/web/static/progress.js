// Following a run: its stages are filled in as the server tells of them.

/** Follow `address` and show what it tells on `panel`; `rests` is called with where the run is, once it rests. */
export function follow(panel, address, rests, refused = () => {}) {
  const source = new EventSource(address);
  const bar = panel.querySelector("progress");
  const message = panel.querySelector("[data-message]");
  source.addEventListener("progress", (event) => {
    const told = JSON.parse(event.data);
    bar.value = told.fraction;
    if (told.message) message.textContent = `${told.message} …`;
    mark(panel, told.step);
    if (told.location) {
      source.close();
      rests(told.location);
    }
  });
  source.addEventListener("refused", (event) => {
    source.close();
    refused(JSON.parse(event.data));
  });
  return source;
}

function mark(panel, step) {
  const stages = [...panel.querySelectorAll("[data-step]")];
  const at = step === "done" ? stages.length : stages.findIndex((stage) => stage.dataset.step === step);
  if (at < 0) return;
  stages.forEach((stage, index) => {
    stage.dataset.state = index < at ? "done" : index === at ? "now" : "";
    if (index === at) stage.setAttribute("aria-current", "step");
    else stage.removeAttribute("aria-current");
  });
}
