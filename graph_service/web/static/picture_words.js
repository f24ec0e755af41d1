// The picture in words, beside it: a list of the same nodes and edges, and what is known of the chosen one.

import { element } from "./dom.js";

const PLURALS = { role: "roles", dimension: "dimensions", skill: "skills", candidate: "candidates" };
const SHAPES = {
  role: "M4 1h12l3 3v6l-3 3H4l-3-3V4z",
  dimension: "M1 1h18v12H1z",
  skill: "M7 1h6a6 6 0 0 1 0 12H7A6 6 0 0 1 7 1z",
};

export function sentence(graph, edge) {
  return `${graph.nodes.get(edge.from).name} ${edge.verb} ${graph.nodes.get(edge.to).name}`;
}

export function moreIn(more) {
  return Object.entries(more).map(([kind, count]) => `${count} more ${count === 1 ? kind : PLURALS[kind]}`).join(" and ");
}

function mark(kind) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [name, value] of [["viewBox", "0 0 20 14"], ["width", "20"], ["height", "14"], ["class", `mark ${kind}`], ["aria-hidden", "true"]]) {
    svg.setAttribute(name, value);
  }
  path.setAttribute("d", SHAPES[kind]);
  svg.append(path);
  return svg;
}

export function list(graph, chosen, choose) {
  const item = (id) => {
    const node = graph.nodes.get(id);
    const own = graph.edgesOf(id).filter((edge) => graph.otherEnd(edge, id) === node.parent || isLater(graph, id, graph.otherEnd(edge, id)));
    return element(
      "li",
      {},
      element("span", { class: "entry" }, nodeButton(node, chosen, choose), ...own.map((edge) => edgeButton(graph, edge, node, chosen, choose))),
      node.children.length ? element("ul", {}, ...node.children.map(item)) : null,
    );
  };
  return element("ul", { class: "tree" }, item(graph.root));
}

// An edge across the tree is listed once: at the node that came in later.
function isLater(graph, id, other) {
  if (graph.nodes.get(other).parent === id) return false;
  const order = [...graph.nodes.keys()];
  return order.indexOf(id) > order.indexOf(other);
}

function nodeButton(node, chosen, choose) {
  return element(
    "button",
    { type: "button", class: "node", "data-id": node.id, "aria-pressed": String(chosen === node.id), click: () => choose(node.id) },
    mark(node.kind),
    element("span", { class: "unseen" }, `${node.kind} `),
    node.name,
  );
}

function edgeButton(graph, edge, node, chosen, choose) {
  const other = graph.nodes.get(graph.otherEnd(edge, node.id));
  const text = other.id === node.parent ? "why" : `also: ${other.name}`;
  return element(
    "button",
    { type: "button", class: edge.candidate ? "edge candidate" : "edge", "data-id": edge.id, "aria-pressed": String(chosen === edge.id), "aria-label": `Why? ${sentence(graph, edge)}`, click: () => choose(edge.id) },
    text,
  );
}

function facts(pairs) {
  return element("dl", { class: "facts" }, ...pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

export function aboutNode(graph, node, toggle) {
  const isExpanded = graph.isExpanded(node.id), more = moreIn(graph.more(node.id));
  return [
    element("h3", {}, mark(node.kind), node.name),
    node.about ? element("p", { class: "faint" }, node.about) : null,
    facts(node.facts),
    more ? element("p", { class: "hint more" }, `${more} than the picture holds: see its page.`) : null,
    element(
      "p",
      { class: "row" },
      node.id === graph.root ? null : element("button", { type: "button", class: "quiet", "data-toggle": true, click: () => toggle(node.id) }, isExpanded ? "Hide its neighbours" : "Show its neighbours"),
      node.id === graph.root ? null : element("a", { class: "button quiet", href: node.address }, "Open page"),
    ),
  ].filter(Boolean);
}

export function aboutEdge(graph, edge) {
  return [
    element("h3", {}, sentence(graph, edge)),
    edge.candidate ? element("p", {}, element("span", { class: "badge warn" }, "candidate")) : null,
    element("h4", {}, "Why is this here?"),
    facts(edge.facts),
    ...edge.evidence.map((words) => element("blockquote", {}, words)),
    edge.run ? element("p", {}, element("a", { href: edge.run }, "The run that wrote it")) : null,
  ].filter(Boolean);
}
