"""Ratios as bars: a picture (SVG) that needs nothing to be drawn with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH, _LABELS, _VALUES = 720, 150, 60
"""Pixels: of all, of the room for names on the left, and of the room for figures on the right."""
_BAR, _GAP, _TITLE, _MARGIN = 16, 8, 44, 16
_OURS, _LINE, _TEXT = "#2f6f8f", "#9a3b26", "#222"


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars below a title, from 0; a line stands at a ratio of 1."""

    title: str
    bars: Sequence[tuple[str, float]]

    @property
    def height(self) -> int:
        """In pixels."""
        return _TITLE + len(self.bars) * (_BAR + _GAP) + _MARGIN


def svg(panels: Sequence[Panel]) -> str:
    """The panels below one another."""
    height, drawn = _MARGIN, []
    for panel in panels:
        drawn.append(_drawn(panel, height))
        height += panel.height
    size = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13">'
    return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *drawn, "</svg>\n"])


def _drawn(panel: Panel, top: int) -> str:
    room = _WIDTH - _LABELS - _VALUES
    scale = room / max(1.0, *(ratio for _, ratio in panel.bars))
    first = top + _TITLE
    parts = [_text(_MARGIN, top + 18, panel.title, weight="bold")]
    for number, (label, ratio) in enumerate(panel.bars):
        y = first + number * (_BAR + _GAP)
        width = ratio * scale
        parts += [
            _text(_LABELS - 8, y + 13, label, anchor="end"),
            f'<rect x="{_LABELS}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{_OURS}"/>',
            _text(_LABELS + width + 6, y + 13, f"{ratio:.2f}"),
        ]
    one, last = _LABELS + scale, first + len(panel.bars) * (_BAR + _GAP)
    parts.append(f'<path d="M{one:.1f} {first - 6}V{last}" stroke="{_LINE}" stroke-dasharray="4 3"/>')
    parts.append(_text(one, first - 9, "1", anchor="middle"))
    return "\n".join(parts)


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    style = f'text-anchor="{anchor}" font-weight="{weight}" fill="{_TEXT}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'
