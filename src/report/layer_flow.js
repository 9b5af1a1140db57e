// SPDX-License-Identifier: Apache-2.0
// A network that is no small chain of dense layers: a line for each step, with the size of its result and its weights.
"use strict";

/** What follows a layer and only reworks its result; it stands on the same line. */
const reworking = new Set(["BatchNormalization", "Activation", "ReLU", "LeakyReLU", "Softmax", "Dropout"]);

/** May the network be drawn neuron by neuron? */
const isSmallDense = (layers) => layers.length <= 12 && layers.every(({shape, from}) => !from && shape.split(",").length === 2);

const elementsOf = (layer) => layer.shape.match(/\d+/g).reduce((product, length) => product * length, 1);

/** Lines of layers: {layers, words, shape, elements, parameters, from: indices of lines}. */
function flowLines(layers) {
  const lines = [], lineOf = {};
  for (const layer of layers) {
    const joins = reworking.has(layer.type) && !layer.from && lines.length && lines.at(-1).layers[0].type !== "Input";
    if (!joins) {
      const before = lines.length ? [lines.length - 1] : [];
      const from = layer.type === "Input" ? [] : layer.from?.map((name) => lineOf[name]) ?? before;
      lines.push({layers: [], words: [], parameters: 0, from});
    }
    const line = lines.at(-1), activation = layer.activation === "linear" ? "" : layer.activation ?? "";
    lineOf[layer.name] = lines.length - 1;
    line.layers.push(layer);
    line.parameters += layer.parameters ?? 0;
    line.shape = layer.shape;
    line.elements = elementsOf(layer);
    if (layer.type !== "Activation") line.words.push(layer.type);
    if (activation) line.words.push(activation);
  }
  return lines;
}

function drawLayerFlow(place, layers) {
  const lines = flowLines(layers), step = 28, top = 34, width = Math.max(720, Math.min(1000, place.clientWidth - 34));
  const rail = 64, shapes = 0.46 * width, results = 0.62 * width, weights = 0.81 * width, bar = 0.18 * width - 68;
  const svg = newDrawing(width, top + step * lines.length, "flow",
    text("network", {layers: lines.map((line) => `${line.words.join(" ")} ${line.shape}`).join(" → ")}));
  const y = (i) => top + (i + 0.5) * step;
  const write = (kind, x, line, words) => svg.append("text").attr("class", kind).attr("x", x).attr("y", line)
    .attr("dominant-baseline", "central").text(words);
  for (const [x, key] of [[rail + 16, "layer"], [shapes, "shape"], [results, "flow_results"], [weights, "parameters"]])
    write("flow-head", x, 14, text(key));
  const measure = (key) => d3.scaleSqrt([0, d3.max(lines, (line) => line[key]) || 1], [0, bar]);
  const scales = {elements: measure("elements"), parameters: measure("parameters")};
  lines.forEach((line, i) => {
    // To the line before straight down, past others in an arc.
    for (const from of line.from) {
      const bend = i - from === 1 ? 0 : Math.min(rail - 8, 12 * Math.sqrt(i - from));
      svg.append("path").attr("class", "flow-line")
        .attr("d", `M${rail},${y(from)}C${rail - 1.33 * bend},${y(from)} ${rail - 1.33 * bend},${y(i)} ${rail},${y(i)}`);
    }
  });
  lines.forEach((line, i) => {
    svg.append("circle").attr("class", "neuron").attr("cx", rail).attr("cy", y(i)).attr("r", 5);
    const [first, ...rest] = line.words;
    write("layer-name", rail + 16, y(i), first).append("tspan").attr("class", "layer-about").text(rest.length ? ` ${rest.join(" ")}` : "");
    write("", shapes, y(i), line.shape.replace(/^\(None, |\)$/g, "").replace(/,$/, "").replaceAll(", ", " × "));
    for (const [x, key, color] of [[results, "elements", "first"], [weights, "parameters", "second"]]) {
      const length = scales[key](line[key]);
      if (line[key]) svg.append("rect").attr("x", x).attr("y", y(i) - 7).attr("width", Math.max(1, length)).attr("height", 14)
        .style("fill", `var(--${color})`);
      if (line[key]) write("", x + Math.max(1, length) + 6, y(i), number(line[key]));
    }
  });
  place.replaceChildren(picture("network-plot", text("network_plot"), svg.node()));
}
