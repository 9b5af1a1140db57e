// SPDX-License-Identifier: Apache-2.0
// The confusion matrix: a row for each true class, a column for each answer, read by pointer or arrow keys.
"use strict";

const className = (i) => report.classes.names[i] ?? String(i);

/** A name in at most `most` letters. */
const shortened = (name, most) => (name.length > most ? `${name.slice(0, most - 1)}…` : name);

/** One matrix at a time: that of the chosen model. */
class ConfusionMatrix {
  constructor(place, model) {
    this.place = place;
    this.model = model;
    this.at = null;  // {row, column} of the cell that is read
    this.build();
  }

  get counts() { return report.models[this.model].classes.confusion; }

  /** Everything; again when the language or the model changes. */
  build() {
    const title = text("confusion"), {counts} = this;
    const total = counts.map((row) => d3.sum(row));
    const about = text("confusion_label", {title, model: text(this.model), right: number(d3.sum(counts, (row, i) => row[i])),
                                           count: number(d3.sum(total))});
    this.measure();
    this.svg = newDrawing(this.left + this.size + this.right, this.top + this.size + 8, "matrix", about).attr("tabindex", 0);
    this.drawNames();
    counts.forEach((row, i) => row.forEach((count, j) => this.drawCell(i, j, count, total[i])));
    this.frame = this.svg.append("rect").attr("class", "chosen").attr("width", this.cell).attr("height", this.cell);
    this.listen();
    const models = Object.keys(report.models);
    const choice = models.length < 2 ? [] : models.map((model) => element("button", {
      type: "button", "data-model": model, "aria-pressed": String(model === this.model), onclick: () => this.choose(model),
    }, text(model)));
    this.reading = element("p", {class: "reading", "aria-live": "polite"});
    this.place.replaceChildren(element("figure", {class: "plot", id: "confusion-plot"},
      element("figcaption", {}, element("span", {class: "title"}, title),
        element("span", {class: "tools"}, element("span", {class: "switch", role: "group", "aria-label": text("model")}, ...choice),
          saveButton(this.svg.node(), title, `${report.name}-confusion-${this.model}`))),
      element("div", {class: "wide"}, this.svg.node()), this.reading));
    this.read(this.at);
  }

  choose(model) {
    this.model = model;
    this.build();
    this.place.querySelector(`[data-model="${model}"]`).focus();
  }

  /** Cells as large as there is room for, but large enough for their numbers. */
  measure() {
    const {names, count} = report.classes;
    const width = this.place.parentNode.clientWidth - 34;
    this.most = width < 480 ? 8 : 16;  // letters of a name
    const longest = Math.min(this.most, d3.max(names, (name) => name.length));
    const digits = String(d3.max(this.counts.flat())).length;
    const least = Math.max(22, Math.ceil(6.6 * digits + 4)), room = Math.min(600, width);
    this.left = (width < 480 ? 24 : 34) + 6.9 * longest;
    this.top = 40 + 5.4 * longest;
    this.cell = Math.max(least, Math.min(52, Math.floor((room - this.left - 24) / count)));
    this.size = this.cell * count;
    // The names above lean to the right.
    const reach = (name, i) => (i + 0.5) * this.cell + 4.7 * Math.min(this.most, name.length) + 8 - this.size;
    this.right = Math.max(8, d3.max(names.map(reach)));
  }

  drawNames() {
    const write = (kind, x, y, words) => this.svg.append("text").attr("class", kind).attr("x", x).attr("y", y).text(words);
    const {left, top, size, cell} = this;
    report.classes.names.forEach((name, i) => {
      const middle = (i + 0.5) * cell, words = shortened(name, this.most);
      write("class-name", left - 8, top + middle, words).attr("text-anchor", "end").attr("dominant-baseline", "central");
      write("class-name", 0, 0, words).attr("transform", `translate(${left + middle + 4},${top - 8}) rotate(-50)`);
    });
    write("axis-name", left + size / 2, 12, text("answered")).attr("text-anchor", "middle");
    write("axis-name", 0, 0, text("actual")).attr("text-anchor", "middle")
      .attr("transform", `translate(12,${top + size / 2}) rotate(-90)`);
  }

  /** The colour is the count's share of its row: right answers blue, wrong ones orange and stronger. */
  drawCell(i, j, count, total) {
    const {left, top, cell} = this, x = left + j * cell, y = top + i * cell;
    const share = total ? count / total : 0, strength = rounded(i === j ? share : Math.sqrt(share));
    const box = this.svg.append("rect").attr("class", "cell").attr("x", x).attr("y", y).attr("width", cell - 1)
      .attr("height", cell - 1).style("fill", `var(--${i === j ? "first" : "second"})`)
      .style("fill-opacity", `calc(0.03 + var(--heat) * ${strength})`);
    box.node().dataset.cell = `${i},${j}`;
    if (!count) return;
    this.svg.append("text").attr("class", "cell-count").attr("x", x + (cell - 1) / 2).attr("y", y + (cell - 1) / 2)
      .attr("text-anchor", "middle").attr("dominant-baseline", "central").text(count);
  }

  listen() {
    const svg = this.svg.node(), last = report.classes.count - 1;
    svg.addEventListener("pointermove", (event) => {
      const [x, y] = d3.clientPoint ? d3.clientPoint(svg, event) : d3.pointer(event, svg);
      const row = Math.floor((y - this.top) / this.cell), column = Math.floor((x - this.left) / this.cell);
      this.read([row, column].every((one) => one >= 0 && one <= last) ? {row, column} : null);
    });
    svg.addEventListener("pointerleave", () => this.read(null));
    svg.addEventListener("keydown", (event) => {
      const step = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[event.key];
      if (!step) return;
      event.preventDefault();
      const {row, column} = this.at ?? {row: 0, column: 0}, move = this.at ? step : [0, 0];
      const within = (value) => Math.max(0, Math.min(last, value));
      this.read({row: within(row + move[0]), column: within(column + move[1])});
    });
  }

  /** Frames a cell and says what it counts; null: says how to read. */
  read(at) {
    this.at = at;
    this.frame.style("display", at ? null : "none");
    if (!at) {
      this.reading.textContent = text("confusion_hint");
      return;
    }
    this.frame.attr("x", this.left + at.column * this.cell - 0.5).attr("y", this.top + at.row * this.cell - 0.5);
    const row = this.counts[at.row], count = row[at.column], total = d3.sum(row);
    this.reading.textContent = text("confusion_cell", {
      actual: className(at.row), answered: className(at.column), times: number(count), total: number(total),
      share: percent(total ? count / total : null)});
  }
}
