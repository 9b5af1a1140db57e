// SPDX-License-Identifier: Apache-2.0
// The network as a picture: a column of neurons for each layer, a line for each weight that is known.
"use strict";

/** The neurons that are drawn of a layer: all, or the first ones and how many there are. */
function neurons(layer, left, height) {
  const most = 16, count = Math.min(layer.units, most), step = Math.min(26, (height - 30) / count);
  return d3.range(count).map((i) => ({x: left, y: height / 2 + (i - (count - 1) / 2) * step}));
}

function drawWeights(svg, kernel, from, to) {
  if (!kernel) {
    svg.append("path").attr("class", "arrow").attr("d", `M${from[0].x + 16},${from[0].middle}H${to[0].x - 16}`);
    return;
  }
  const largest = d3.max(kernel.flat(), Math.abs) || 1;
  const lines = kernel.flatMap((row, i) => row.map((weight, j) => ({weight, a: from[i], b: to[j]})));
  lines.sort((one, other) => Math.abs(one.weight) - Math.abs(other.weight));
  svg.append("g").selectAll("path").data(lines).enter().append("path").attr("class", "weight")
    .attr("d", ({a, b}) => `M${a.x},${a.y}C${(a.x + b.x) / 2},${a.y} ${(a.x + b.x) / 2},${b.y} ${b.x},${b.y}`)
    .style("fill", "none")
    .style("stroke", ({weight}) => `var(--${weight < 0 ? "second" : "first"})`)
    .style("stroke-dasharray", ({weight}) => (weight < 0 ? "5 3" : null))
    .style("stroke-width", ({weight}) => 0.5 + 2.2 * Math.abs(weight) / largest)
    .style("stroke-opacity", ({weight}) => 0.06 + 0.84 * (Math.abs(weight) / largest) ** 1.3);
}

/** Draws the layers from left to right into a place. */
function drawNetwork(place, layers) {
  const column = 170, height = 430, top = 390, width = column * layers.length;
  const svg = d3.create("svg:svg").attr("xmlns", "http://www.w3.org/2000/svg").attr("viewBox", `0 0 ${width} ${height + 30}`)
    .attr("role", "img").attr("width", width).attr("height", height + 30).attr("class", "network")
    .attr("aria-label", text("network", {layers: layers.map((layer) => `${layer.name} ${layer.units}`).join(" → ")}));
  const columns = layers.map((layer, i) => neurons(layer, column * (i + 0.5), top));
  columns.forEach((all) => all.forEach((one) => { one.middle = top / 2; }));
  for (let i = 1; i < layers.length; ++i) drawWeights(svg, layers[i].kernel, columns[i - 1], columns[i]);
  layers.forEach((layer, i) => {
    svg.append("g").selectAll("circle").data(columns[i]).enter().append("circle").attr("class", "neuron")
      .attr("cx", (one) => one.x).attr("cy", (one) => one.y).attr("r", 8);
    const label = svg.append("text").attr("x", column * (i + 0.5)).attr("text-anchor", "middle");
    label.append("tspan").attr("class", "layer-name").attr("x", column * (i + 0.5)).attr("y", height - 12).text(layer.name);
    const about = [number(layer.units), layer.activation && layer.activation !== "linear" ? layer.activation : null];
    label.append("tspan").attr("class", "layer-about").attr("x", column * (i + 0.5)).attr("y", height + 8)
      .text(about.filter(Boolean).join(" · "));
  });
  place.replaceChildren(picture("network-plot", text("network_plot"), svg.node(), "network"));
}
