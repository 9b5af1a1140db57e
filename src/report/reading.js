// SPDX-License-Identifier: Apache-2.0
// What stands under the pointer, in words.
"use strict";

/** The drawn point within a few pixels of a place: {series, point}, or null. */
function pointNear(chart, [left, top]) {
  let best = null, distance = 12 ** 2;
  for (const series of chart.seen().filter((one) => one.kind === "points")) {
    for (const point of series.points) {
      const apart = (chart.x(point[0]) - left) ** 2 + (chart.y(point[1]) - top) ** 2;
      if (apart < distance) [best, distance] = [{series, point}, apart];
    }
  }
  return best;
}

/** The values of all lines at the x under the pointer: {x, words}, or null. */
function linesAt(chart, left) {
  const lines = chart.seen().filter((one) => one.kind === "line");
  if (!lines.length || chart.spec.square) return null;
  const bisect = d3.bisector((point) => point[0]).left;
  const pointAt = (line, x) => line.points[Math.min(bisect(line.points, x), line.points.length - 1)];
  const [x] = pointAt(lines[0], chart.x.invert(left));
  const write = chart.spec.percent ? (value) => percent(value, 2) : (value) => number(value);
  const values = lines.map((line) => `${line.name()} ${write(pointAt(line, x)[1])}`);
  return {x, words: `${chart.spec.xLabel()} ${number(x)}: ${values.join(" · ")}`};
}

/** Shows the reading of a chart for a pointer's event; null: the pointer has gone. */
function showReading(chart, event) {
  chart.cursor.attr("d", null);
  // How to zoom is said once on the page, under the plot that asks for it.
  chart.reading.textContent = chart.spec.hint ? text("zoom_hint") : "";
  if (!event) return;
  const box = chart.cover.node().getBoundingClientRect(), at = [event.clientX - box.left, event.clientY - box.top];
  const near = pointNear(chart, at), line = near ? null : linesAt(chart, at[0]);
  if (near) {
    const [x, y] = near.point.map((value) => number(value));
    chart.reading.textContent = `${near.series.name()}: ${chart.spec.xLabel()} ${x}, ${chart.spec.yLabel()} ${y}`;
  } else if (line) {
    chart.reading.textContent = line.words;
    chart.cursor.attr("d", `M${rounded(chart.x(line.x))},0V${chart.height}`);
  }
}
