// SPDX-License-Identifier: Apache-2.0
// Samples as cards: a picture or a signal, what it is, and what the models answer.
"use strict";

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** A picture pixel by pixel. */
function drawnPicture({height, width, channels}, bytes) {
  const canvas = element("canvas", {width, height}), image = new ImageData(width, height);
  for (let i = 0; i < width * height; ++i) {
    const at = i * channels;
    image.data.set([bytes[at], bytes[at + (channels === 3)], bytes[at + 2 * (channels === 3)], 255], 4 * i);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** A signal as a line for each channel; bars for a few numbers. */
function drawnSignal({points, channels}, bytes) {
  const width = 96, height = 72, colors = ["first", "second", "third", "quiet"];
  const svg = d3.create("svg:svg").attr("viewBox", `0 0 ${width} ${height}`);
  const y = (i, channel) => rounded(3 + (height - 6) * (1 - bytes[i * channels + channel] / 255));
  const path = (d, channel) => svg.append("path").attr("d", d).style("stroke", `var(--${colors[channel % 4]})`).style("fill", "none");
  if (channels === 1 && points <= 24) {
    const step = width / points;
    path(d3.range(points).map((i) => `M${rounded((i + 0.5) * step)},${height - 2}V${y(i, 0) - 1}`).join(""), 0)
      .style("stroke-width", rounded(0.7 * step));
  } else {
    for (let channel = 0; channel < channels; ++channel)
      path("M" + d3.range(points).map((i) => `${rounded(2 + (width - 4) * i / Math.max(1, points - 1))},${y(i, channel)}`).join("L"), channel);
  }
  return svg.node();
}

function drawnSample(sample) {
  const form = report.classes.drawing;
  if (form.kind === "none") return element("span", {class: "number-only"}, number(sample.row));
  const draw = form.kind === "picture" ? drawnPicture : drawnSignal;
  return draw(form, bytesOf(sample.bytes));
}

const sign = (right) => element("span", {class: right ? "tick" : "cross", "aria-label": text(right ? "right" : "wrong")}, right ? "✓" : "✗");

/** "int8 93 %", and what it answers where that is not what stands above. */
function answerOf(sample, key, shown) {
  const [answer, probability] = sample[key], words = [`${text(key)} `];
  if (answer !== shown) words.push(sign(answer === sample.actual), ` ${className(answer)} `);
  return element("span", {class: "answer"}, ...words, percent(probability, 1));
}

function card(sample) {
  const {judge} = report.classes, [answer] = sample[judge], right = answer === sample.actual;
  const keys = Object.keys(report.models), label = text("sample_label", {row: number(sample.row), actual: className(sample.actual)});
  const drawing = element("div", {class: "sample", role: "img", "aria-label": label}, drawnSample(sample));
  return element("li", {class: right ? "card" : "card mistaken", title: label}, drawing,
    element("div", {class: "caption"},
      element("span", {class: "verdict"}, sign(right), " ", element("b", {}, className(answer))),
      ...(right ? [] : [element("span", {class: "actual"}, text("is"), " ", element("b", {}, className(sample.actual)))]),
      ...keys.map((key) => answerOf(sample, key, answer)).reverse()));
}

function fillGalleries() {
  const {examples, mistakes, judge, rows} = report.classes;
  const fill = (place, samples) => document.getElementById(place).replaceChildren(...samples.map(card));
  fill("example-cards", examples);
  fill("mistake-cards", mistakes);
  const right = examples.filter((sample) => sample[judge][0] === sample.actual).length;
  document.getElementById("examples-about").textContent = text("examples_about", {
    count: number(examples.length), rows: number(rows), part: partName(), right: number(right), model: text(judge)});
  document.getElementById("mistakes-about").textContent = text(mistakes.length ? "mistakes_about" : "no_mistakes", {
    count: number(mistakes.length), model: text(judge), wrong: number(rows - report.models[judge].classes.right), part: partName()});
}
