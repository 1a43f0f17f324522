"""Charts of figures, as SVG that needs no script and follows light and dark."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

_COLORS = ("var(--accent)", "var(--focus)", "var(--danger)", "var(--border)")
_MARKS = 6
# Where bars lie, the library writes a number across the end of its bar.
_BESIDE = ".text-overlay text { text-anchor: start; transform: translateX(4px) }"


@dataclass(frozen=True)
class Size:
    """How large a picture is: its width in pixels, how high bars that stand are with what is around them, how many of
    their labels are written and how many numbers there is room for at them, how many signs a label has, and how many
    columns the legend."""

    width: int
    height: int
    labels: int
    numbers: int
    label: int
    legend: int


WIDE = Size(width=760, height=340, labels=10, numbers=31, label=40, legend=4)
NARROW = Size(width=300, height=260, labels=4, numbers=12, label=15, legend=1)
"""For a telephone, or a page that is zoomed."""


@dataclass(frozen=True)
class Chart:
    """What a chart shows, and its table too: `columns` of `rows`, each a label with a number for each of the columns.

    `lying`: bars that lie, each with its label; else they stand, one for each time, with the columns on one another.
    `note`: what to know of it.
    """

    name: str
    title: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    lying: bool = False
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(any(numbers) for _, numbers in self.rows)

    def height(self, size: Size = WIDE) -> int:
        """In pixels, of a picture of that size."""
        lines = -(-len(self.columns) // size.legend) - 1
        return 90 + 34 * len(self.rows) if self.lying else size.height + 26 * lines


def described(chart: Chart, texts: Mapping[str, str]) -> str:
    """What somebody is told who does not see the chart: what it shows, all together, and where there is most."""
    if chart.is_empty:
        return texts["alt_empty"].format(title=chart.title)
    total = sum(sum(numbers) for _, numbers in chart.rows)
    label, numbers = max(chart.rows, key=lambda row: sum(row[1]))
    what = texts["alt_columns"].format(columns=", ".join(chart.columns).lower()) if len(chart.columns) > 1 else ""
    words = texts["alt"].format(title=chart.title, columns=what, total=total, most=label, number=sum(numbers))
    return " ".join(words.split())


def svg(chart: Chart, colors: str, size: Size = WIDE) -> bytes:
    """The chart.

    Args:
        colors: a style sheet with the look's colours (`tokens.css`), light and dark.
    """
    # Imported here: it takes a twentieth of a second, and few starts of web ever draw.
    import pygal
    from pygal.style import Style

    style = Style(
        background="transparent",
        plot_background="transparent",
        foreground="var(--text)",
        foreground_strong="var(--text)",
        foreground_subtle="var(--muted)",
        guide_stroke_color="var(--hairline)",
        major_guide_stroke_color="var(--hairline)",
        guide_stroke_dasharray="none",
        major_guide_stroke_dasharray="none",
        opacity="1",
        stroke_opacity="1",
        transition="0s",
        font_family="system-ui, sans-serif",
        label_font_size=14,
        major_label_font_size=14,
        legend_font_size=15,
        value_font_size=13,
        value_font_family="system-ui, sans-serif",
        colors=_COLORS,
        value_colors=("var(--text)",) * len(_COLORS),  # else it computes them, and cannot read a variable
    )
    marks = _marks(max((sum(numbers) for _, numbers in chart.rows), default=0))
    numbered = len(chart.columns) == 1 and (chart.lying or len(chart.rows) <= size.numbers)
    kind = pygal.HorizontalBar if chart.lying else pygal.StackedBar
    drawing = kind(
        style=style,
        css=(
            "file://style.css",
            "file://graph.css",
            f"inline:{colors}",
            f"inline:{_BESIDE}" if chart.lying else "inline:",
        ),
        js=(),
        width=size.width,
        height=chart.height(size),
        margin=6,
        margin_right=40 if chart.lying else 18,  # room for the number at the longest bar, and for half of a label
        spacing=8,
        show_legend=len(chart.columns) > 1,
        legend_at_bottom=True,
        legend_at_bottom_columns=min(len(chart.columns), size.legend),
        print_values=numbered,
        print_zeroes=False,
        print_values_position="top",
        show_minor_x_labels=False,
        show_x_guides=chart.lying,
        show_y_guides=not chart.lying,
        x_labels_major_count=min(len(chart.rows), size.labels),
        truncate_legend=-1,
        truncate_label=-1,
        range=(0, marks[-1]),
        value_formatter=lambda value: f"{value:,.0f}".replace(",", "\N{NO-BREAK SPACE}"),
        title=None,
        no_data_text="",
        disable_xml_declaration=True,
        explicit_size=True,
    )
    rows = tuple(reversed(chart.rows)) if chart.lying else chart.rows
    drawing.x_labels = [_short(label, size.label) for label, _ in rows]
    drawing.y_labels = marks
    for number, column in enumerate(chart.columns):
        drawing.add(column, [numbers[number] for _, numbers in rows])
    drawing.add_xml_filter(partial(_bare, chart.title))
    made: str = drawing.render(is_unicode=True)
    return made.encode()


def _bare(title: str, root: Any) -> Any:
    """Without the library's script and what that alone reads (`desc`), and with a title of its own."""
    for parent in list(root.iter()):
        for child in list(parent):
            if isinstance(child.tag, str) and child.tag.rpartition("}")[2] in ("script", "desc"):
                parent.remove(child)
            elif parent is root and child.tag == "title":
                child.text = title
    return root


def _marks(most: int) -> list[int]:
    """Where the axis has its numbers: whole and round ones, the last not below the greatest that is shown."""
    most = max(most, 1)
    ten = 10 ** max(len(str(most)) - 1, 0)
    step = next(step for step in (ten // 5, ten // 2, ten, ten * 2) if step and most <= step * _MARKS)
    return list(range(0, most + step, step))


def _short(label: str, most: int) -> str:
    return label if len(label) <= most else f"{label[: most - 1]}…"
