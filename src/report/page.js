// SPDX-License-Identifier: Apache-2.0
// Puts the page together: sections, their plots, and the switch of language.
"use strict";
const charts = [];
const isClassifier = Boolean(report.classes?.judge);
let confusionMatrix = null;

const byX = (points) => points.sort((a, b) => a[0] - b[0]);
const pairs = (x, y) => x.map((value, i) => [value, y[i]]);

function addChart(place, spec) {
  charts.push(new Chart(document.getElementById(place), spec));
  return charts.at(-1);
}

function makeDataPlot() {
  const {parts, clean, input_size: inputs} = report.data;
  if (inputs !== 1 || report.classes) return;
  const look = {train: ["first", "circle"], test: ["second", "square"], validate: ["third", "triangle"]};
  const series = Object.entries(parts).map(([part, {x, y}]) => ({
    name: () => text(part), kind: "points", color: look[part][0], mark: look[part][1], points: pairs(x, y)}));
  if (clean) series.push({name: () => text("clean"), kind: "line", color: "ink", points: byX(pairs(clean.x, clean.y))});
  addChart("data-plot", {id: "samples", title: () => text("data_plot"), xLabel: () => text("input"),
                         yLabel: () => text("target"), series, hint: true});
}

function makeTrainingPlots() {
  const {series} = report.history, values = Object.fromEntries(series), plots = [];
  const same = (name) => name !== "loss" && String(values[name]) === String(values.loss);
  for (const [name] of series) {
    if (name.startsWith("val_") || same(name)) continue;
    const curve = (key, part, color, dash) => ({
      name: () => text(part), kind: "line", color, dash, width: 1.6,
      points: values[key].map((value, i) => [i + 1, value])});
    const curves = [curve(name, "train", "first", null)];
    if (values[`val_${name}`]) curves.push(curve(`val_${name}`, "validate", "second", "5 3"));
    const title = () => (hasText(name) ? text(name) : name), share = /accuracy|precision|recall/.test(name);
    plots.push(addChart("training-plots", {id: `training-${name}`, title, xLabel: () => text("epoch"), yLabel: title,
                                           series: curves, tight: true, fromZero: !share, percent: share}));
  }
  return plots;
}

/** Buttons that show all epochs, or those after the steep beginning: the lesson looks from epoch 100. */
function fillViews(plots) {
  const epochs = report.history.series[0][1].length, from = epochs > 150 ? 100 : Math.ceil(epochs / 5);
  const place = document.getElementById("training-views");
  const view = (label, start, id) => element("button", {type: "button", id, onclick: () => {
    plots.forEach((plot) => plot.show(start));
  }}, label);
  place.replaceChildren(...(epochs < 10 ? [] : [view(text("all_epochs"), null, "view-all"),
                                                view(text("from_epoch", {epoch: from}), from, "view-late")]));
}

function makeLinePlot({float, int8}) {
  if (!report.line_x) return;
  const part = report.data.parts[report.measured];
  const line = (key, look) => ({
    name: () => text(key), kind: "line", points: pairs(report.line_x, report.models[key].line), ...look});
  const series = [{
    name: () => text("actual"), kind: "points", color: "quiet", mark: "circle", points: pairs(part.x, part.y)}];
  if (float) series.push(line("float", {color: "first", width: 5, opacity: 0.45}));
  if (int8) series.push(line("int8", {color: "second", width: 1.8, dash: "7 2"}));
  addChart("line-plot", {id: "answer-line", title: () => text("line_plot"), xLabel: () => text("input"),
                         yLabel: () => text("predicted"), series});
}

function makeScatterPlot(key, color, mark) {
  const points = pairs(report.actual, report.models[key].predicted), [low, high] = d3.extent(points.flat());
  const perfect = {name: () => text("perfect"), kind: "line", color: "quiet", dash: "2 3", width: 1.5,
                   points: [[low, low], [high, high]]};
  addChart("answer-plots", {id: `answer-${key}`, title: () => text("scatter_plot", {model: text(key)}), square: true,
                            xLabel: () => text("actual"), yLabel: () => text("predicted"),
                            series: [perfect, {name: () => text(key), kind: "points", color, mark, points}]});
}

/** What a classifier's page has more. */
function fillClasses() {
  const {rows, different, count} = report.classes, models = report.models;
  const known = different === undefined ? "" : text("classes_different", {
    different: number(different), share: percent(different / rows, 2)});
  document.getElementById("classes-about").textContent =
    `${text("classes_about", {count: number(rows), part: partName(), classes: number(count)})} ${known}`;
  if (models[report.classes.judge].classes.confusion) {
    if (confusionMatrix) confusionMatrix.build();
    else confusionMatrix = new ConfusionMatrix(document.getElementById("confusion"), report.classes.judge);
  }
  fillConfusions(confusionMatrix ? 10 : 20);
  fillClassTable();
  fillGalleries();
}

/** All words outside the plots. */
function fillWords() {
  document.documentElement.lang = language;
  document.getElementById("name").textContent = report.name;
  for (const place of document.querySelectorAll("[data-text]"))
    place.textContent = text(place.dataset.text, {version: report.kvant});
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  const sections = [...document.querySelectorAll("main > section:not([hidden])")];
  document.getElementById("contents").setAttribute("aria-label", text("contents"));
  document.getElementById("contents").replaceChildren(...sections.map((section) =>
    element("a", {href: `#${section.id}`}, section.querySelector("h2").textContent)));
  fillFigures();
  fillAdvice();
  const {parts, clean} = report.data, rows = (part) => number(parts[part]?.rows ?? 0);
  document.getElementById("data-about").textContent = [
    text(parts.validate ? "data_about" : "data_about_two", {train: rows("train"), test: rows("test"), validate: rows("validate")}),
    clean ? text("data_clean") : "",
    Object.values(parts).some((part) => part.rows > part.x?.length) ? text("data_first", {count: number(2000)}) : "",
  ].filter(Boolean).join(" ");
  if (report.actual) {
    document.getElementById("answers-about").textContent =
      text("answers_about", {count: number(parts[report.measured].rows), part: partName()});
  }
  if (report.layers) {
    fillLayers();
    const small = isSmallDense(report.layers), draw = small ? drawNetwork : drawLayerFlow;
    draw(document.getElementById("network"), report.layers);
    document.getElementById("weights-about").textContent = text(small ? "model_about" : "flow_about");
    document.getElementById("weights-about").hidden = small && !report.layers.some((layer) => layer.kernel);
  }
  if (isClassifier) fillClasses();
  if (report.tensors) fillTensors();
  if (Object.keys(report.models).length) {
    fillComparison();
    drawSizes(document.getElementById("sizes"), report.models);
    drawMemory(document.getElementById("memory"), report.memory);
  }
  fillProvenance();
}

function setLanguage(chosen) {
  language = chosen;
  fillWords();
  fillViews(trainingPlots);
  charts.forEach((chart) => chart.build());
}

const show = (id, given) => { document.getElementById(id).hidden = !given; };
show("data", Object.keys(report.data.parts).length);
show("training", report.history);
show("answers", report.actual && Object.keys(report.models).length);
for (const id of ["classes", "examples", "mistakes"]) show(id, isClassifier);
show("model", report.layers);
show("float-int8", Object.keys(report.models).length);
show("quantization", report.tensors);
show("provenance", !report.inspected);
if (report.inspected) {
  document.querySelector(".lead").dataset.text = "lead_model";
  document.querySelector("#float-int8 h2").dataset.text = "costs";
}

makeDataPlot();
const trainingPlots = report.history ? makeTrainingPlots() : [];
if (report.actual) {
  makeLinePlot(report.models);
  if (report.models.float) makeScatterPlot("float", "first", "circle");
  if (report.models.int8) makeScatterPlot("int8", "second", "diamond");
}
for (const button of document.querySelectorAll("[data-language]"))
  button.addEventListener("click", () => setLanguage(button.dataset.language));
fillWords();
if (report.history) fillViews(trainingPlots);
