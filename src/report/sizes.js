// SPDX-License-Identifier: Apache-2.0
// The bytes of each file as a bar: weights, and the rest.
"use strict";

function drawSizes(place, models) {
  const files = ["float", "int8"].filter((key) => models[key]?.costs).map((key) => ({key, ...models[key].costs}));
  if (!files.length) return place.replaceChildren();
  const width = 640, left = 76, right = 70, row = 44;
  const x = d3.scaleLinear([0, d3.max(files, (file) => file.file_bytes)], [left, width - right]);
  const svg = d3.create("svg:svg").attr("xmlns", "http://www.w3.org/2000/svg").attr("class", "sizes").attr("role", "img")
    .attr("width", width).attr("height", row * files.length).attr("viewBox", `0 0 ${width} ${row * files.length}`)
    .attr("aria-label", `${text("sizes_plot")}: ` + files.map((file) =>
      `${text(file.key)} ${file.file_bytes}, ${text("weights")} ${file.weight_bytes}`).join("; "));
  files.forEach((file, i) => {
    const middle = row * (i + 0.5);
    const bar = (from, to, color, opacity) => svg.append("rect").attr("x", x(from)).attr("y", middle - 13)
      .attr("width", Math.max(0, x(to) - x(from))).attr("height", 26).style("fill", `var(--${color})`).style("fill-opacity", opacity);
    const label = (at, words, name, color) => svg.append("text").attr("class", `bar-label ${name}`).attr("x", at)
      .attr("y", middle).attr("dominant-baseline", "central").style("fill", color ?? null).text(words);
    bar(0, file.weight_bytes, "first", 1);
    bar(file.weight_bytes, file.file_bytes, "quiet", 0.28);
    label(0, text(file.key), "bar-value");
    label(x(file.file_bytes) + 10, number(file.file_bytes), "bar-value");
    const inside = (from, to, words, color) => {
      if (x(to) - x(from) > 8 * words.length) label(x(from) + 8, words, "", color);
    };
    inside(0, file.weight_bytes, `${text("weights")} ${number(file.weight_bytes)}`, "var(--card)");
    inside(file.weight_bytes, file.file_bytes, `${text("rest")} ${number(file.file_bytes - file.weight_bytes)}`, "var(--ink)");
  });
  place.replaceChildren(picture("sizes-plot", text("sizes_plot"), svg.node(), "sizes"));
}
