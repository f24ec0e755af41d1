// What is in the picture: the nodes around those that are expanded. Each node hangs on the one that brought it in.

export class Graph {
  constructor(root, ask) {
    this.root = root;
    this._ask = ask;
    this._around = new Map();
    this._expanded = [];
    this._withCandidates = false;
    this.nodes = new Map();
    this.edges = new Map();
  }

  isExpanded(id) {
    return this._expanded.includes(id);
  }

  // How many of each kind are left out around a node; candidates only where they are shown at all.
  more(id) {
    if (!this.isExpanded(id)) return {};
    const { candidate, ...live } = this._around.get(id).more;
    return this._withCandidates && candidate ? { ...live, candidate } : live;
  }

  showCandidates(shown) {
    this._withCandidates = shown;
    this._build();
  }

  async expand(id) {
    if (!this._around.has(id)) this._around.set(id, await this._ask(id));
    if (!this.isExpanded(id)) this._expanded.push(id);
    this._build();
  }

  collapse(id) {
    this._expanded = this._expanded.filter((other) => other !== id);
    this._build();
  }

  // The edges of a node to the one that it hangs on come first.
  edgesOf(id) {
    const parent = this.nodes.get(id).parent;
    const own = [...this.edges.values()].filter((edge) => edge.from === id || edge.to === id);
    return own.sort((a, b) => Number(this.otherEnd(b, id) === parent) - Number(this.otherEnd(a, id) === parent));
  }

  otherEnd(edge, id) {
    return edge.from === id ? edge.to : edge.from;
  }

  _build() {
    this.nodes.clear();
    this.edges.clear();
    this._add(this._around.get(this.root).node, null, false);
    this._expanded = this._expanded.filter((id) => {
      if (!this.nodes.has(id)) return false;
      for (const { node, edge } of this._around.get(id).neighbours) {
        if (edge.candidate && !this._withCandidates) continue;
        this._add(node, id, edge.candidate);
        this.edges.set(edge.id, edge);
      }
      return true;
    });
  }

  _add(node, parent, isCandidate) {
    if (this.nodes.has(node.id)) return;
    const above = parent === null ? null : this.nodes.get(parent);
    this.nodes.set(node.id, { ...node, parent, isCandidate, depth: above ? above.depth + 1 : 0, children: [] });
    if (above) above.children.push(node.id);
  }
}
