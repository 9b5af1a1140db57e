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
    if (layer.window) line.words.push(layer.window);
    if (activation) line.words.push(activation);
  }
  return lines;
}

/** Where the columns begin and how long their bars may be; on a phone there is room for numbers alone. */
function flowColumns(room, lines) {
  if (room < 640) {
    const rail = 34, shape = rail + 26 + 8 * d3.max(lines, (line) => line.words[0].length), parameters = shape + 106;
    return {width: Math.max(room, parameters + 70), rail, shape, parameters, bar: 0};
  }
  const width = Math.min(1000, room);
  return {width, rail: 64, shape: 0.44 * width, results: 0.6 * width, parameters: 0.8 * width, bar: 0.19 * width - 70};
}

function drawLayerFlow(place, layers) {
  const lines = flowLines(layers), step = 28, top = 34;
  const {width, rail, shape, results, parameters, bar} = flowColumns(place.clientWidth - (place.clientWidth < 560 ? 22 : 34), lines);
  const svg = newDrawing(width, top + step * lines.length, "flow",
    text("network", {layers: lines.map((line) => `${line.words.join(" ")} ${line.shape}`).join(" → ")}));
  const y = (i) => top + (i + 0.5) * step;
  const write = (kind, x, line, words) => svg.append("text").attr("class", kind).attr("x", x).attr("y", line)
    .attr("dominant-baseline", "central").text(words);
  const heads = [[rail + 16, "layer"], [shape, "flow_shape"], [results, "flow_results"], [parameters, "parameters"]];
  for (const [x, key] of heads.filter(([x]) => x)) write("flow-head", x, 14, text(key));
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
    write("layer-name", rail + 16, y(i), first).append("tspan").attr("class", "layer-about")
      .text(bar && rest.length ? ` ${rest.join(" ")}` : "");
    write("", shape, y(i), line.shape.replace(/^\(None, |\)$/g, "").replace(/,$/, "").replaceAll(", ", " × "));
    for (const [x, key, color] of [[results, "elements", "first"], [parameters, "parameters", "second"]]) {
      if (!x || !line[key]) continue;
      const length = bar && Math.max(1, scales[key](line[key]));
      if (bar) svg.append("rect").attr("x", x).attr("y", y(i) - 7).attr("width", length).attr("height", 14)
        .style("fill", `var(--${color})`);
      write("", x + (bar ? length + 6 : 0), y(i), number(line[key]));
    }
  });
  place.replaceChildren(picture("network-plot", text("network_plot"), svg.node()));
}
