// SPDX-License-Identifier: Apache-2.0
// Who lives where in the arena, and when: a box for each activation, operators from left to right, addresses upwards.
"use strict";

/** When two boxes share a place the operator that works in place is divided between them. */
function lifeOf(tensor, tensors, steps) {
  const meets = (other) => other !== tensor && other.offset === tensor.offset && other.bytes === tensor.bytes;
  const takes = tensors.some((other) => meets(other) && other.last === tensor.first && other.first < tensor.first);
  const gives = tensors.some((other) => meets(other) && other.first === tensor.last && other.last > tensor.last);
  const from = tensor.first + (takes ? 0.5 : 0), to = Math.min(tensor.last + (gives ? 0.5 : 1), steps);
  return {from, to};
}

/** What a reader learns of one box by pointing at it. */
function tellTensor(tensor, operators) {
  const last = Math.min(tensor.last, operators.length - 1);
  return text("memory_tensor", {
    name: tensor.name, bytes: number(tensor.bytes), from: number(tensor.offset), to: number(tensor.offset + tensor.bytes),
    first: `${tensor.first} ${operators[tensor.first] ?? ""}`, last: `${last} ${operators[last] ?? ""}`});
}

function drawMemory(place, memory) {
  if (!memory) return place.replaceChildren();
  const {tensors, operators, bytes} = memory, steps = Math.max(operators.length, 1);
  const left = 66, right = 20, top = 22, column = Math.max(30, Math.min(110, 760 / steps)), tall = 260, names = 118;
  const width = left + right + column * steps, height = top + tall + names;
  const x = d3.scaleLinear([0, steps], [left, width - right]), y = d3.scaleLinear([0, bytes], [top + tall, top]);
  const about = text("memory_about", {bytes: number(bytes), bound: number(memory.lower_bound)});
  const svg = newDrawing(width, height, "memory", `${text("memory_plot")}: ${about}`);
  const looks = ["first", "second", "third"];
  tensors.forEach((tensor, i) => {
    const {from, to} = lifeOf(tensor, tensors, steps), high = Math.max(y(tensor.offset) - y(tensor.offset + tensor.bytes), 2);
    const box = svg.append("g").attr("class", "life");
    box.append("title").text(tellTensor(tensor, operators));
    box.append("rect").attr("x", x(from) + 1).attr("width", x(to) - x(from) - 2).attr("rx", 2)
      .attr("y", y(tensor.offset) - high).attr("height", high)
      .style("fill", `var(--${looks[i % 3]})`).style("fill-opacity", 0.22)
      .style("stroke", `var(--${looks[i % 3]})`).style("stroke-width", 1.2);
    if (high < 15) return;
    box.append("text").attr("x", (x(from) + x(to)) / 2).attr("y", y(tensor.offset) - high / 2)
      .attr("text-anchor", "middle").attr("dominant-baseline", "central").style("fill", "var(--ink)").text(tensor.tensor);
  });
  const line = (at, dash) => svg.append("line").attr("x1", left).attr("x2", width - right).attr("y1", at).attr("y2", at)
    .style("stroke", "var(--ink)").style("stroke-width", 1.2).style("stroke-dasharray", dash);
  line(y(0), null);
  line(y(memory.lower_bound), "5 4");
  svg.append("text").attr("x", left).attr("y", y(memory.lower_bound) - 8).text(text("memory_bound"));
  for (const value of new Set([0, memory.lower_bound, bytes])) {
    svg.append("text").attr("x", left - 8).attr("y", y(value)).attr("text-anchor", "end")
      .attr("dominant-baseline", "central").text(number(value));
  }
  operators.forEach((name, step) => {
    const at = x(step + 0.5);
    svg.append("text").attr("x", at).attr("y", y(0) + 12).attr("text-anchor", "end")
      .attr("transform", `rotate(-45 ${at} ${y(0) + 12})`).text(`${step} ${name}`);
  });
  place.replaceChildren(picture("memory-plot", text("memory_plot"), svg.node()),
                        element("p", {class: "note"}, about));
}
