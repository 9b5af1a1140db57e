// SPDX-License-Identifier: Apache-2.0
// Tables, figures and verdicts: what the page says in words and numbers.
"use strict";

/** headings: {text, number: true for a column of numbers}; without any text there is no line of headings. */
function table(headings, rows, last = null) {
  const cell = (name, value, i) => element(name, {class: headings[i].number ? "number" : null,
                                                  scope: name === "th" ? "row" : null}, value);
  const line = (row) => element("tr", {}, ...row.map((value, i) => cell(i === 0 ? "th" : "td", value, i)));
  return element("div", {class: "wide", tabindex: 0}, element("table", {},
    ...(headings.some((one) => one.text) ? [element("thead", {}, element("tr", {}, ...headings.map((one) =>
      element("th", {scope: "col", class: one.number ? "number" : null}, one.text))))] : []),
    element("tbody", {}, ...rows.map(line)), ...(last ? [element("tfoot", {}, line(last))] : [])));
}

/** A long table behind a line that opens it. */
function folded(rows, most, label, made) {
  return rows.length <= most ? made : element("details", {}, element("summary", {}, label), made);
}

const partName = () => text(report.measured ?? "test");

function fillFigures() {
  const {float, int8} = report.models, model = int8 ?? float, figures = [];
  const add = (value, name, note) => figures.push(element("div", {}, element("dt", {}, name), element("dd", {}, value),
                                                          element("dd", {class: "note"}, note)));
  if (model?.scores) {
    const other = int8 && float?.scores ? text("figure_float", {value: number(float.scores.mae)}) : "";
    add(number(model.scores.mae), text("figure_error", {part: partName()}), other);
  }
  if (model?.classes) {
    const other = int8 && float ? text("figure_float", {value: percent(float.classes.accuracy, 2)}) : "";
    add(percent(model.classes.accuracy, 2), text(int8 ? "figure_accuracy_int8" : "figure_accuracy", {part: partName()}), other);
  }
  if (model?.costs) {
    add(`${number(model.costs.file_bytes)} B`, text(int8 ? "figure_file" : "figure_file_float"),
      text("figure_weights", {value: number(model.costs.weight_bytes)}));
    add(`${number(model.costs.arena_bytes)} B`, text("figure_arena"), text("figure_arena_note"));
  }
  if (report.layers) {
    add(number(d3.sum(report.layers, (layer) => layer.parameters ?? 0)), text("figure_parameters"),
      model?.costs ? text("figure_work", {value: number(model.costs.multiply_accumulates)}) : "");
  }
  document.getElementById("figures").replaceChildren(...figures);
}

function fillAdvice() {
  const place = document.getElementById("advice"), loss = report.history?.series[0]?.[1].at(-1);
  place.hidden = !report.history?.stalled;
  if (!place.hidden) place.textContent = loss === null ? text("diverged") : text("stalled", {loss: number(loss)});
}

function fillLayers() {
  const rows = report.layers.map((layer) => [layer.name, layer.type, layer.activation || "–", layer.shape,
                                             layer.parameters === undefined ? "–" : number(layer.parameters)]);
  const made = table([{text: text("layer")}, {text: text("type")}, {text: text("activation")}, {text: text("shape")},
     {text: text("parameters"), number: true}],
    rows, [text("total"), "", "", "", number(d3.sum(report.layers, (layer) => layer.parameters ?? 0))]);
  document.getElementById("layers").replaceChildren(folded(rows, 12, text("all_layers", {count: rows.length}), made));
}

function fillTensors() {
  const rows = report.tensors.map((tensor) => [
    tensor.name, tensor.type, tensor.shape,
    tensor.scale === tensor.largest_scale ? number(tensor.scale, 6)
      : text("scale_range", {low: number(tensor.scale, 6), high: number(tensor.largest_scale, 6)}),
    number(tensor.zero_point), number(tensor.scales)]);
  const made = table([{text: text("tensor")}, {text: text("number_type")}, {text: text("tensor_shape")},
     ...["scale", "zero_point", "channels"].map((key) => ({text: text(key), number: true}))], rows);
  document.getElementById("tensors").replaceChildren(folded(rows, 16, text("all_tensors", {count: rows.length}), made));
}

/** Sentences that say plainly what int8 brings and what it does not. */
function verdicts({float, int8}) {
  const all = [];
  if (float.costs && int8.costs) {
    const sizes = {int8: number(int8.costs.file_bytes), float: number(float.costs.file_bytes),
                   percent: number(100 * int8.costs.file_bytes / float.costs.file_bytes, 2),
                   int8_weights: number(int8.costs.weight_bytes), float_weights: number(float.costs.weight_bytes)};
    all.push(text(int8.costs.file_bytes < float.costs.file_bytes ? "smaller" : "not_smaller", sizes));
    all.push(text(int8.costs.arena_bytes < float.costs.arena_bytes ? "arena_smaller" : "arena_not_smaller",
                  {int8: number(int8.costs.arena_bytes), float: number(float.costs.arena_bytes)}));
  }
  if (float.classes && int8.classes) {
    const points = number(Math.abs(100 * (float.classes.accuracy - int8.classes.accuracy)), 2);
    const lost = float.classes.right - int8.classes.right, {rows, different} = report.classes;
    all.push(text(lost > 0.005 * rows ? "accuracy_less" : "accuracy_same", {
      int8: percent(int8.classes.accuracy, 2), float: percent(float.classes.accuracy, 2), points,
      different: number(different), rows: number(rows)}));
  }
  if (float.scores && int8.scores) {
    all.push(text(int8.scores.mse <= 1.1 * float.scores.mse ? "error_same" : "error_more",
                  {int8: number(int8.scores.mse), float: number(float.scores.mse),
                   difference: number(report.largest_difference, 3)}));
  }
  return all;
}

function fillComparison() {
  const models = ["float", "int8"].filter((key) => report.models[key]);
  const row = (name, get) => [name, ...models.map((key) => number(get(report.models[key])))];
  const rows = [];
  if (models.some((key) => report.models[key].costs)) {
    for (const key of ["file_bytes", "weight_bytes"]) rows.push(row(text(key), (model) => model.costs?.[key]));
    rows.push(row(text("rest_bytes"), (model) => model.costs && model.costs.file_bytes - model.costs.weight_bytes));
    for (const key of ["arena_bytes", "multiply_accumulates"]) rows.push(row(text(key), (model) => model.costs?.[key]));
  }
  const inPart = (key) => text(`score_${key}`, {part: partName()});
  if (isClassifier) {
    rows.push([inPart("accuracy"), ...models.map((key) => percent(report.models[key].classes.accuracy, 2))]);
    rows.push(row(text("score_right", {part: partName(), rows: number(report.classes.rows)}), (model) => model.classes.right));
  } else if (models.some((key) => report.models[key].scores)) {
    for (const key of ["mse", "mae"]) rows.push(row(inPart(key), (model) => model.scores?.[key]));
  }
  document.getElementById("comparison").replaceChildren(
    table([{text: ""}, ...models.map((key) => ({text: text(key), number: true}))], rows));
  document.getElementById("verdicts").replaceChildren(...(models.length < 2 ? []
    : [element("ul", {}, ...verdicts(report.models).map((sentence) => element("li", {}, sentence)))]));
}

function fillProvenance() {
  const from = report.provenance ?? {};
  const rows = [[text("version"), `kvant ${report.kvant}`], [text("seed"), String(from.seed ?? report.seed)]];
  if (from.command) rows.push([text("command"), from.command]);
  if (from.cpu) rows.push([text("cpu"), from.cpu]);
  const digest = (kind) => ([name, sha]) => rows.push([`${text(kind)}: ${name}`, element("code", {}, sha)]);
  Object.entries(from.inputs ?? {}).forEach(digest("input_file"));
  Object.entries(from.outputs ?? {}).forEach(digest("output_file"));
  document.getElementById("origin").replaceChildren(table([{}, {}], rows));
}
