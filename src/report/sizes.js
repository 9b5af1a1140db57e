// SPDX-License-Identifier: Apache-2.0
// The bytes of each file as a bar: weights, and the rest.
"use strict";

function drawSizes(place, models) {
  const files = ["float", "int8"].filter((key) => models[key]?.costs).map((key) => ({key, ...models[key].costs}));
  if (!files.length) return place.replaceChildren();
  const width = 640, left = 76, right = 70, row = 44;
  const x = d3.scaleLinear([0, d3.max(files, (file) => file.file_bytes)], [left, width - right]);
  const about = files.map((file) => `${text(file.key)} ${file.file_bytes}, ${text("weights")} ${file.weight_bytes}`);
  const svg = newDrawing(width, row * files.length, "sizes", `${text("sizes_plot")}: ${about.join("; ")}`);
  files.forEach((file, i) => {
    const middle = row * (i + 0.5);
    const bar = (from, to, color, opacity) => svg.append("rect").attr("x", x(from)).attr("width", x(to) - x(from))
      .attr("y", middle - 13).attr("height", 26).style("fill", `var(--${color})`).style("fill-opacity", opacity);
    const label = (at, words, name, color) => svg.append("text").attr("class", `bar-label ${name}`).attr("x", at)
      .attr("y", middle).attr("dominant-baseline", "central").style("fill", color ?? null).text(words);
    bar(0, file.weight_bytes, "first", 1);
    bar(file.weight_bytes, file.file_bytes, "quiet", 0.28);
    label(0, text(file.key), "bar-value");
    label(x(file.file_bytes) + 10, number(file.file_bytes), "bar-value");
    // The name where there is room for it, else the number alone.
    const inside = (from, to, name, color) => {
      const bytes = number(to - from), room = (x(to) - x(from)) / 8 - 1;
      const words = [`${name} ${bytes}`, bytes].find((one) => one.length < room);
      if (words) label(x(from) + 8, words, "", color);
    };
    inside(0, file.weight_bytes, text("weights"), "var(--card)");
    inside(file.weight_bytes, file.file_bytes, text("rest"), "var(--ink)");
  });
  place.replaceChildren(picture("sizes-plot", text("sizes_plot"), svg.node()));
}
