// The graph picture of a page: a canvas that one can click through, and the same in words beside it.

import { Graph } from "./picture_graph.js";
import { PADDING, framed, line, nearest, positions, sizeOf } from "./picture_layout.js";
import { aboutEdge, aboutNode, list } from "./picture_words.js";

const NARROW = 620, READABLE = 0.74, MOST_ZOOM = 1.1, MARGIN = 22, STEP = 1.25;
const FONT = "13px system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif";
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SHAPES = { role: "cut-rectangle", dimension: "rectangle", skill: "round-rectangle" };

class Picture {
  constructor(place) {
    this.place = place;
    this.canvas = place.querySelector(".picture-canvas");
    this.panel = place.querySelector(".picture-panel");
    this.list = place.querySelector(".picture-list");
    this.graph = new Graph(place.dataset.node, (id) => this.ask(id));
    this.chosen = place.dataset.node;
    this.placed = new Map();
  }

  async start() {
    try {
      await this.graph.expand(this.graph.root);
    } catch (error) {
      this.panel.textContent = error.message;
      return;
    }
    if (window.cytoscape) this.draw();
    else this.canvas.textContent = "The picture's script is not there yet. The list has all that it would show.";
    this.place.querySelector("[data-candidates]").addEventListener("change", (event) => {
      this.graph.showCandidates(event.target.checked);
      this.update();
      this.look(null);
    });
    this.update();
    this.look(null);
  }

  async ask(id) {
    const answer = await fetch(`${this.place.dataset.address}?${new URLSearchParams({ id })}`);
    if (!answer.ok) throw new Error(`The neighbours could not be loaded (${answer.status}); load the page again.`);
    return answer.json();
  }

  draw() {
    this.cy = window.cytoscape({
      container: this.canvas, style: style(), minZoom: 0.2, maxZoom: 2.5, autoungrabify: true, boxSelectionEnabled: false, selectionType: "single",
    });
    this.cy.on("tap", "node, edge", (event) => this.choose(event.target.id()));
    this.cy.on("dbltap", "node", (event) => this.open(event.target.id()));
    // The wheel scrolls the page, and zooms with Ctrl.
    this.canvas.parentElement.addEventListener("wheel", (event) => event.ctrlKey || event.stopPropagation(), { capture: true });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    for (const button of this.place.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => this.zoom(button.dataset.zoom));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.cy.style(style()));
    let wasWide = this.isWide;
    new ResizeObserver(() => {
      this.cy.resize();
      if (wasWide !== this.isWide) {
        this.arrange();
        this.look(null);
      }
      wasWide = this.isWide;
    }).observe(this.canvas);
  }

  get isWide() {
    return this.canvas.clientWidth >= NARROW;
  }

  choose(id) {
    this.chosen = id;
    this.update();
  }

  async toggle(id) {
    try {
      if (this.graph.isExpanded(id)) this.graph.collapse(id);
      else await this.graph.expand(id);
    } catch (error) {
      this.panel.append(error.message);
      return;
    }
    this.update();
    this.look(id);
    this.panel.querySelector("[data-toggle]")?.focus();
  }

  open(id) {
    location.assign(this.graph.nodes.get(id).address);
  }

  key(event) {
    const at = this.graph.nodes.has(this.chosen) ? this.chosen : this.graph.root;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in DIRECTIONS) {
      const next = nearest(this.placed, at, DIRECTIONS[event.key]);
      if (next) this.choose(next);
      this.reveal(this.chosen);
    } else if (event.key === "Enter" && at !== this.graph.root) this.toggle(at).then(() => this.canvas.focus());
    else if (event.key.toLowerCase() === "o") this.open(at);
    else if (event.key === "+" || event.key === "=") this.zoom("in");
    else if (event.key === "-") this.zoom("out");
    else if (event.key === "0") this.zoom("fit");
    else return;
    event.preventDefault();
  }

  zoom(how) {
    if (how === "fit") this.cy.fit(undefined, MARGIN);
    else this.cy.zoom({ level: this.cy.zoom() * (how === "in" ? STEP : 1 / STEP), renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 } });
  }

  update() {
    const { graph, chosen } = this;
    const node = graph.nodes.get(chosen), edge = graph.edges.get(chosen);
    if (!node && !edge) {
      this.choose(graph.root);
      return;
    }
    this.panel.replaceChildren(...(node ? aboutNode(graph, node, (id) => this.toggle(id)) : aboutEdge(graph, edge)));
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    this.list.replaceChildren(list(graph, chosen, (id) => this.choose(id)));
    if (focused) [...this.list.querySelectorAll("button")].find((button) => button.dataset.id === focused)?.focus({ preventScroll: true });
    if (this.cy) this.sync();
    Object.assign(this.place.dataset, { nodes: graph.nodes.size, edges: graph.edges.size, chosen });
  }

  // Bring the canvas to what the graph says.
  sync() {
    const { nodes, edges } = this.graph;
    this.cy.batch(() => {
      this.cy.elements().filter((one) => !nodes.has(one.id()) && !edges.has(one.id())).remove();
      for (const node of nodes.values()) {
        if (this.cy.getElementById(node.id).empty()) this.cy.add({ group: "nodes", data: { id: node.id, name: node.name, kind: node.kind }, classes: [node.kind, node.depth ? "" : "middle", node.isCandidate ? "candidate" : ""] });
      }
      for (const edge of edges.values()) {
        if (this.cy.getElementById(edge.id).empty()) this.cy.add({ group: "edges", data: { id: edge.id, source: edge.from, target: edge.to }, classes: edge.candidate ? "candidate" : "" });
      }
      this.cy.elements().removeClass("chosen");
      this.cy.getElementById(this.chosen).addClass("chosen");
    });
    this.arrange();
    this.place.dataset.drawn = this.cy.nodes().length;
  }

  arrange() {
    const sizes = new Map([...this.graph.nodes.values()].map((node) => [node.id, sizeOf(node, measure)]));
    this.placed = positions(this.graph, sizes, this.isWide);
    this.cy.batch(() => {
      for (const [id, position] of this.placed) this.cy.getElementById(id).data(sizes.get(id)).position(position);
      for (const { id, from, to } of this.graph.edges.values()) this.cy.getElementById(id).data(line(this.placed, sizes, from, to, this.isWide));
    });
  }

  // Show as much as can be read of what is around a node, or of everything.
  look(id) {
    if (!this.cy) return;
    const box = this.cy.nodes().boundingBox({ includeOverlays: false });
    const width = this.cy.width(), height = this.cy.height();
    const whole = Math.min((width - 2 * MARGIN) / box.w, this.isWide ? (height - 2 * MARGIN) / box.h : MOST_ZOOM);
    const zoom = Math.min(MOST_ZOOM, Math.max(READABLE, whole));
    const children = id ? this.graph.nodes.get(id).children : [];
    const at = this.cy.collection([id ?? this.graph.root, ...children].map((one) => this.cy.getElementById(one)).flatMap((one) => one.toArray())).boundingBox();
    const pan = {
      x: framed(width, box.x1, box.x2, (at.x1 + at.x2) / 2, zoom, MARGIN),
      y: this.isWide ? framed(height, box.y1, box.y2, (at.y1 + at.y2) / 2, zoom, MARGIN) : MARGIN - at.y1 * zoom,
    };
    this.cy.viewport({ zoom, pan });
  }

  // Pan no farther than it takes to have a node in sight.
  reveal(id) {
    const { x1, x2, y1, y2 } = this.cy.getElementById(id).renderedBoundingBox();
    const shift = (low, high, room) => (low < 0 ? MARGIN - low : high > room ? room - MARGIN - high : 0);
    this.cy.panBy({ x: shift(x1, x2, this.cy.width()), y: shift(y1, y2, this.cy.height()) });
  }
}

function measure(text, isMiddle) {
  const context = (measure.context ??= document.createElement("canvas").getContext("2d"));
  context.font = isMiddle ? `600 ${FONT}` : FONT;
  return context.measureText(text).width;
}

function style() {
  const colours = getComputedStyle(document.documentElement);
  const colour = (name) => colours.getPropertyValue(`--${name}`).trim();
  return [
    {
      selector: "node",
      style: {
        label: "data(name)", width: "data(width)", height: "data(height)", "font-size": 13, "font-family": "system-ui, -apple-system, Segoe UI, Liberation Sans, sans-serif",
        color: colour("text"), "text-valign": "center", "text-halign": "center", "text-wrap": "wrap", "text-max-width": (node) => `${node.data("width") - PADDING}px`,
        "background-color": colour("card"), "border-width": 1.5, "min-zoomed-font-size": 4,
      },
    },
    ...Object.entries(SHAPES).map(([kind, shape]) => ({ selector: `node.${kind}`, style: { shape, "border-color": colour(kind), ...(kind === "skill" ? { "corner-radius": 13 } : {}) } })),
    ...Object.keys(SHAPES).map((kind) => ({ selector: `node.${kind}.middle`, style: { "background-color": colour(kind), color: colour("card"), "font-weight": 600 } })),
    { selector: "node.candidate", style: { "border-style": "dashed" } },
    { selector: "edge", style: { width: 1.3, "line-color": colour("faint"), "overlay-padding": 6, "edge-distances": "endpoints" } },
    {
      selector: "edge[first]",
      style: {
        "curve-style": "round-segments", "source-endpoint": "data(first)", "target-endpoint": "data(last)",
        "segment-weights": "data(weights)", "segment-distances": "data(distances)", "segment-radii": 9,
      },
    },
    { selector: "edge.candidate", style: { "line-style": "dashed", "line-color": colour("warn"), width: 1.6 } },
    { selector: "node.chosen", style: { "underlay-color": colour("accent"), "underlay-opacity": 0.35, "underlay-padding": 5, "border-width": 2.5 } },
    { selector: "edge.chosen", style: { width: 4, "line-color": colour("accent"), "z-index": 1 } },
  ];
}

document.querySelectorAll("[data-picture]").forEach((place) => new Picture(place).start());
