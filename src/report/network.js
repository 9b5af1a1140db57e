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
  const column = Math.max(78, Math.min(170, (place.clientWidth - 34) / layers.length));
  const height = 430, top = 390, width = column * layers.length;
  const names = layers.map((layer) => `${layer.name} ${layer.units}`).join(" → ");
  const svg = newDrawing(width, height + 30, "network", text("network", {layers: names}));
  const columns = layers.map((layer, i) => neurons(layer, column * (i + 0.5), top));
  columns.forEach((all) => all.forEach((one) => { one.middle = top / 2; }));
  for (let i = 1; i < layers.length; ++i) drawWeights(svg, layers[i].kernel, columns[i - 1], columns[i]);
  layers.forEach((layer, i) => {
    svg.append("g").selectAll("circle").data(columns[i]).enter().append("circle").attr("class", "neuron")
      .attr("cx", (one) => one.x).attr("cy", (one) => one.y).attr("r", 8);
    const label = (kind, y, words) => svg.append("text").attr("class", kind).attr("text-anchor", "middle")
      .attr("x", column * (i + 0.5)).attr("y", y).text(words);
    label("layer-name", height - 12, layer.name);
    const activation = layer.activation === "linear" ? "" : layer.activation;
    label("layer-about", height + 8, activation ? `${layer.units} · ${activation}` : layer.units);
  });
  place.replaceChildren(picture("network-plot", text("network_plot"), svg.node()));
}
