// SPDX-License-Identifier: Apache-2.0
// How a series looks, and the legend that says so: buttons on the page, a drawing in a saved file.
"use strict";

/** Marks that differ in form, not in colour alone; r is the half width. */
const marks = {
  circle: (x, y, r) => `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`,
  square: (x, y, r) => `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
  triangle: (x, y, r) => `M${x},${y - 1.2 * r}l${1.2 * r},${2.2 * r}h${-2.4 * r}z`,
  diamond: (x, y, r) => `M${x},${y - 1.3 * r}l${1.3 * r},${1.3 * r}l${-1.3 * r},${1.3 * r}l${-1.3 * r},${-1.3 * r}z`,
};

/** Paints paths as their series say. Colours are styles: they follow the page's light or dark. */
function paint(paths) {
  const ifLine = (line, points) => (series) => (series.kind === "line" ? line(series) : points(series));
  const color = (series) => `var(--${series.color})`, none = () => "none", nothing = () => null;
  return paths
    .style("stroke", ifLine(color, none))
    .style("stroke-width", ifLine((series) => series.width ?? 2, nothing))
    .style("stroke-opacity", (series) => series.opacity ?? null)
    .style("stroke-dasharray", (series) => series.dash ?? null)
    .style("fill", ifLine(none, color))
    .style("fill-opacity", ifLine(nothing, () => 0.75));
}

/** A short line or a mark, in a field 20 wide. */
function keyOf(place, series, left, y) {
  return paint(place.append("path").datum(series))
    .attr("d", series.kind === "line" ? `M${left},${y}h20` : marks[series.mark](left + 10, y, 4));
}

/** A button for each series, that hides it and shows it again. */
function legendButtons(chart) {
  return chart.spec.series.map((series) => {
    const key = d3.create("svg:svg").attr("width", 22).attr("height", 12).attr("aria-hidden", "true");
    keyOf(key, series, 1, 6);
    const onclick = (event) => {
      if (!chart.hidden.delete(series)) chart.hidden.add(series);
      event.currentTarget.setAttribute("aria-pressed", String(!chart.hidden.has(series)));
      chart.draw();
    };
    return element("button", {type: "button", class: "key", "aria-pressed": String(!chart.hidden.has(series)), onclick},
                   key.node(), series.name());
  });
}

/** Title and legend of a chart as a drawing that stands above it, for the saved file. */
function drawnLegend(chart) {
  const all = d3.create("svg:g");
  let left = margin.left;
  all.append("text").attr("class", "title").attr("x", left).attr("y", -26).text(chart.spec.title());
  for (const series of chart.seen()) {
    keyOf(all, series, left, -8);
    all.append("text").attr("x", left + 26).attr("y", -4).text(series.name());
    left += 44 + 7 * series.name().length;
  }
  return all.node();
}
