// GraphiQL over this service, with its examples as a tab at the side. The session's cookie says who asks.

const { createElement: h } = window.React;
const place = document.getElementById("graphiql");
const examples = await (await fetch(place.dataset.examples)).json();

// What a stream tells, until it ends or whoever follows it stops: a generator alone would wait for the next event.
function events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const told = read(reader);
  const stop = () => reader.cancel().then(() => told.return());
  return { next: () => told.next(), return: stop, [Symbol.asyncIterator]() { return this; } };
}

async function* read(reader) {
  // Lines of server-sent events; a blank one ends an event.
  let kept = "";
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (kept + value).split(/\r?\n\r?\n/);
    kept = parts.pop();
    for (const part of parts) {
      const data = part.split(/\r?\n/).filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim());
      if (data.join("")) yield JSON.parse(data.join("\n"));
    }
  }
}

function operationsOf(query) {
  try {
    const { definitions } = window.GraphiQL.GraphQL.parse(query);
    return definitions.filter((definition) => definition.kind === "OperationDefinition");
  } catch {
    return []; // the service says what is wrong with it
  }
}

async function fetcher(parameters, options = {}) {
  const operations = operationsOf(parameters.query);
  const named = operations.find((operation) => operation.name?.value === parameters.operationName);
  const chosen = named ?? operations[0];
  // For a moment after an edit GraphiQL still names the operation that was there before.
  const asked = { ...parameters, operationName: named ? parameters.operationName : chosen?.name?.value };
  const follows = chosen?.operation === "subscription";
  const response = await fetch("/graphql", {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: follows ? "text/event-stream" : "application/graphql-response+json, application/json",
      ...options.headers,
    },
    body: JSON.stringify(asked),
  });
  return response.headers.get("Content-Type")?.startsWith("text/event-stream") ? events(response.body) : response.json();
}

function Icon() {
  return h(
    "svg",
    { viewBox: "0 0 20 20", fill: "none", stroke: "currentColor", strokeWidth: 1.5, "aria-hidden": true },
    h("path", { d: "M4 5h12M4 10h12M4 15h7" }),
  );
}

function Examples() {
  const editors = window.GraphiQL.React.useEditorContext({ nonNull: true });
  const show = (example) => {
    editors.addTab();
    // The new tab's editor shows what is set once it is there.
    setTimeout(() => {
      editors.queryEditor.setValue(example.query);
      editors.variableEditor.setValue(example.variables);
    });
  };
  return h(
    "section",
    { "aria-label": "Example queries" },
    h("div", { className: "graphiql-doc-explorer-title" }, "Examples"),
    h(
      "ul",
      { className: "examples" },
      examples.map((example) =>
        h("li", { key: example.title }, h("button", { type: "button", onClick: () => show(example) }, example.title)),
      ),
    ),
  );
}

const plugin = { title: "Examples", icon: Icon, content: Examples };

window.ReactDOM.createRoot(place).render(
  h(window.GraphiQL, {
    fetcher,
    plugins: [plugin],
    visiblePlugin: plugin,
    defaultQuery: examples[0].query,
    shouldPersistHeaders: false, // a key typed as a header is not for the browser's storage
  }),
);
