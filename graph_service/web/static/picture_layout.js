// Where everything stands. Wide: columns to the left and right of the middle, roles left of dimensions, and those left
// of skills. Narrow: an indented tree. What is nearer to the middle never moves because of what is farther out.

const RANKS = { role: 0, dimension: 1, skill: 2 };
const WIDTHS = { role: 176, dimension: 176, skill: 146 };
const ROWS = 14, FEW = 8;
const ROW_GAP = 9, COLUMN_GAP = 34, BAND_GAP = 70, TURN = 17, BLOCK_GAP = 30, INDENT = 26;
export const PADDING = 14;

// As wide as the name, up to a limit, and as high as its lines.
export function sizeOf(node, measure) {
  const most = WIDTHS[node.kind], isMiddle = node.parent === null;
  return {
    width: Math.min(most, Math.max(54, measure(node.name, isMiddle) + 22)),
    height: 10 + 16 * linesOf(node.name, most - PADDING, (text) => measure(text, isMiddle)),
  };
}

function linesOf(name, room, measure) {
  let lines = 1, line = "";
  for (const word of name.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && measure(longer) > room) {
      lines += 1;
      line = word;
    } else line = longer;
  }
  return lines;
}

export function positions(graph, sizes, wide) {
  return wide ? columns(graph, sizes) : indented(graph, sizes);
}

function columns(graph, sizes) {
  const placed = new Map([[graph.root, { x: 0, y: 0 }]]);
  const root = graph.nodes.get(graph.root), reach = sizes.get(graph.root).width / 2;
  const sides = shared(root, graph);
  for (const side of [-1, 1]) {
    const own = sides.get(side);
    let parents = [[graph.root, own]], edge = reach;
    while (parents.length) {
      edge = band(graph, sizes, placed, parents, edge + BAND_GAP, side);
      parents = parents.flatMap(([, ids]) => ids.map((id) => [id, graph.nodes.get(id).children])).filter(([, ids]) => ids.length);
    }
  }
  return placed;
}

// What stands to the left of the middle and what to the right; what would all be on one side goes on both.
function shared(root, graph) {
  const sides = new Map([[-1, []], [1, []]]);
  for (const id of root.children) sides.get(sideOf(root, graph.nodes.get(id))).push(id);
  for (const side of [-1, 1]) {
    const all = sides.get(side), half = Math.ceil(all.length / 2);
    if (!sides.get(-side).length && all.length > FEW) {
      sides.set(side, all.slice(0, half));
      sides.set(-side, all.slice(half));
      break;
    }
  }
  return sides;
}

function sideOf(root, node) {
  const own = RANKS[root.kind], other = RANKS[node.kind];
  return other < own || (other === own && own === RANKS.role) ? -1 : 1;
}

// The children of some parents, a block for each; answers how far out they reach.
function band(graph, sizes, placed, parents, start, side) {
  const blocks = parents.filter(([, ids]) => ids.length).map(([parent, ids]) => ({ at: placed.get(parent).y, ...grid(ids, sizes) }));
  if (!blocks.length) return start;
  blocks.sort((a, b) => a.at - b.at);
  let bottom = -Infinity;
  for (const block of blocks) {
    block.top = Math.max(bottom + BLOCK_GAP, block.at - block.height / 2);
    bottom = block.top + block.height;
  }
  // What had to make room went down; all of them together go up by as much as they went down on average.
  const drift = blocks.reduce((sum, block) => sum + block.top + block.height / 2 - block.at, 0) / blocks.length;
  for (const block of blocks) {
    for (const { id, x, y, width } of block.cells) {
      sizes.get(id).width = width;
      placed.set(id, { x: side * (start + x + width / 2), y: block.top - drift + y });
    }
  }
  return start + Math.max(...blocks.map((block) => block.width));
}

function grid(ids, sizes) {
  const count = Math.ceil(ids.length / ROWS), rows = Math.ceil(ids.length / count);
  const cells = [];
  let x = 0, height = 0;
  for (let column = 0; column < count; column += 1) {
    const own = ids.slice(column * rows, (column + 1) * rows);
    const width = Math.max(...own.map((id) => sizes.get(id).width));
    // Every other column is half a row lower, so that lines to what is behind pass between two names.
    let y = column % 2 ? 17 : 0;
    for (const id of own) {
      const own_height = sizes.get(id).height;
      cells.push({ id, x, y: y + own_height / 2, width });
      y += own_height + ROW_GAP;
    }
    height = Math.max(height, y - ROW_GAP);
    x += width + COLUMN_GAP;
  }
  return { cells, height, width: x - COLUMN_GAP };
}

function indented(graph, sizes) {
  const placed = new Map();
  let y = 0;
  const visit = (id, depth) => {
    const { width, height } = sizes.get(id);
    placed.set(id, { x: depth * INDENT + width / 2, y: y + height / 2 });
    y += height + ROW_GAP;
    for (const child of graph.nodes.get(id).children) visit(child, depth + 1);
  };
  visit(graph.root, 0);
  return placed;
}

// How a line runs from one node to another: from where to where, as offsets from their middles, and by which points.
export function line(placed, sizes, from, to, wide) {
  const start = placed.get(from), end = placed.get(to), own = sizes.get(from), other = sizes.get(to);
  if (!wide) {
    const [upper, lower] = start.y < end.y ? [own, other] : [other, own];
    const below = { x: 12 - upper.width / 2, y: upper.height / 2 }, beside = { x: -lower.width / 2, y: 0 };
    const [first, last] = start.y < end.y ? [below, beside] : [beside, below];
    const corner = start.y < end.y ? [start.x + below.x, end.y] : [end.x + below.x, start.y];
    return bent(start, end, first, last, [corner]);
  }
  const apart = Math.abs(end.x - start.x) > (own.width + other.width) / 2, way = Math.sign(end.x - start.x);
  const first = { x: apart ? (way * own.width) / 2 : own.width / 2, y: 0 };
  const last = { x: apart ? (-way * other.width) / 2 : other.width / 2, y: 0 };
  // A line goes up or down just before the column of what is farther out, and runs level until there.
  const isOut = Math.abs(end.x) > Math.abs(start.x), reach = isOut ? end.x + last.x : start.x + first.x;
  const turn = apart ? reach + (isOut ? -way : way) * TURN : Math.max(start.x + first.x, end.x + last.x) + TURN;
  return bent(start, end, first, last, [[turn, start.y], [turn, end.y]]);
}

// Points as Cytoscape has them: how far along the straight line from end to end, and how far off it.
function bent(start, end, first, last, points) {
  const x = start.x + first.x, y = start.y + first.y;
  const dx = end.x + last.x - x, dy = end.y + last.y - y, length = Math.hypot(dx, dy) || 1;
  return {
    first: `${first.x}px ${first.y}px`,
    last: `${last.x}px ${last.y}px`,
    weights: points.map(([px, py]) => ((px - x) * dx + (py - y) * dy) / length ** 2),
    distances: points.map(([px, py]) => ((py - y) * dx - (px - x) * dy) / length),
  };
}

// By how much to shift what spans from `low` to `high` at a zoom, so that `at` is seen and no room is wasted.
export function framed(room, low, high, at, zoom, margin) {
  if ((high - low) * zoom <= room - 2 * margin) return (room - (low + high) * zoom) / 2;
  return Math.min(margin - low * zoom, Math.max(room - margin - high * zoom, room / 2 - at * zoom));
}

// The nearest in a direction, by distance along it and twice that across it; null where there is none.
export function nearest(placed, from, [dx, dy]) {
  const start = placed.get(from);
  let best = null, least = Infinity;
  for (const [id, { x, y }] of placed) {
    const along = (x - start.x) * dx + (y - start.y) * dy;
    const across = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
    if (id !== from && along > 1 && along + 2 * across < least) [best, least] = [id, along + 2 * across];
  }
  return best;
}
