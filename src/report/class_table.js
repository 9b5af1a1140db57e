// SPDX-License-Identifier: Apache-2.0
// Each class in numbers, and the pairs that are mixed up most often.
"use strict";

/** A share as a number over a bar. */
const shareBar = (share) => element("span", {class: "share", style: `--share: ${share ?? 0}`}, percent(share));

function fillClassTable() {
  const {classes, models} = report, keys = Object.keys(models).filter((key) => models[key].classes);
  const parts = Object.entries(classes.samples ?? {}).filter(([, counts]) => counts);
  const columns = ["precision", "recall"].flatMap((score) => keys.map((key) => ({score, key})));
  const rows = classes.names.map((name, i) => [
    name, ...columns.map(({score, key}) => shareBar(models[key].classes[score][i])),
    ...parts.map(([, counts]) => number(counts[i]))]);
  const left = classes.count - classes.names.length;
  document.getElementById("per-class").replaceChildren(
    element("p", {class: "note"}, text("per_class_about", {part: partName()}), left ? ` ${text("per_class_left", {count: number(left)})}` : ""),
    folded(rows, 40, text("all_classes", {count: number(rows.length)}), table([{text: text("class")},
           ...columns.map(({score, key}) => ({
             text: keys.length > 1 ? text("score_of", {score: text(score), model: text(key)}) : text(score), number: true})),
           ...parts.map(([part]) => ({text: text("samples_of", {part: text(part)}), number: true}))], rows)));
}

/** The most frequent mistakes with how often each model makes them. */
function fillConfusions(most) {
  const keys = Object.keys(report.models), {confusions} = report.classes;
  const rows = confusions.slice(0, most).map(([actual, answered, times]) => [
    element("span", {class: "mixed"}, className(actual), element("span", {class: "as"}, ` ${text("taken_for")} `), className(answered)),
    ...keys.map((key) => number(times[key] ?? 0))]);
  document.getElementById("confusions").replaceChildren(...(rows.length ? [element("h3", {}, text("confusions")),
    table([{text: text("confusions_pair")}, ...keys.map((key) => ({text: text(key), number: true}))], rows)] : []));
}
