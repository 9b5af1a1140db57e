// SPDX-License-Identifier: Apache-2.0
// A plot of lines and points by D3: axes, legend and zoom.
"use strict";

const margin = {top: 10, right: 16, bottom: 40, left: 58};

const rounded = (value) => Math.round(value * 100) / 100;

/** The extent of finite numbers with room around it, as a share of it. */
function roomy(values, share) {
  let [low, high] = d3.extent(values.filter(Number.isFinite));
  if (low === undefined) [low, high] = [0, 1];
  const room = (high - low || Math.abs(high) || 1) * share;
  return [low - room, high + room];
}

/** A zoomed scale; an end that rounding has moved by a hair is put back, lest its tick go missing. */
function snapped(scale, whole) {
  const ends = whole.domain(), hair = 1e-9 * (ends[1] - ends[0]);
  return scale.domain(scale.domain().map((value, i) => (Math.abs(value - ends[i]) < hair ? ends[i] : value)));
}

/**
 * A plot. spec: {id, title, xLabel, yLabel, series, fromZero, percent, square}; texts are functions, as the language may
 * change; with `percent` y is a share of 1.
 * series: {name, kind: "line" | "points", color, dash, mark, points: [[x, y] ...]}. With `square` both axes zoom and
 * have one range; else x zooms and y follows what is seen.
 */
class Chart {
  constructor(place, spec) {
    this.spec = spec;
    this.hidden = new Set();
    this.transform = d3.zoomIdentity;
    this.figure = element("figure", {class: "plot", id: spec.id});
    place.append(this.figure);
    this.build();
    new ResizeObserver(() => this.draw()).observe(this.figure);
  }

  /** Everything that has words; again when the language changes. */
  build() {
    const {spec} = this;
    const button = (key, sign, action) =>
      element("button", {type: "button", title: text(key), "aria-label": `${text(key)}: ${spec.title()}`,
                         "data-action": key, onclick: action}, sign);
    this.svg = newDrawing(0, 0, "chart",
      text("plot_label", {title: spec.title(), series: spec.series.map((one) => one.name()).join(", ")}));
    this.svg.attr("tabindex", 0);
    const legend = element("div", {class: "legend"}, ...legendButtons(this));
    this.frame = element("div", {class: "frame"}, this.svg.node());
    this.reading = element("p", {class: "reading"});
    this.figure.replaceChildren(
      element("figcaption", {},
        element("span", {class: "title"}, spec.title()),
        element("span", {class: "tools"},
          button("zoom_in", "+", () => this.scaleBy(1.6)), button("zoom_out", "−", () => this.scaleBy(1 / 1.6)),
          button("zoom_reset", "⤢", () => this.show(null)),
          saveButton(this.svg.node(), spec.title(), `${report.name}-${spec.id}`, () => drawnLegend(this)))),
      legend, this.frame, this.reading);
    const plot = this.svg.append("g").attr("transform", `translate(${margin.left},${margin.top})`);
    this.clip = this.svg.append("clipPath").attr("id", `${spec.id}-clip`).append("rect");
    this.grid = plot.append("g").attr("class", "grid");
    this.xAxis = plot.append("g").attr("class", "axis x");
    this.yAxis = plot.append("g").attr("class", "axis y");
    const name = (words) => plot.append("text").attr("text-anchor", "middle").text(words);
    this.xName = name(spec.xLabel());
    this.yName = name(spec.yLabel()).attr("transform", "rotate(-90)");
    this.curves = plot.append("g").attr("clip-path", `url(#${spec.id}-clip)`);
    this.cursor = plot.append("path").attr("class", "cursor");
    this.cover = plot.append("rect").attr("class", "cover").attr("fill", "none").attr("pointer-events", "all");
    this.listen();
    showReading(this, null);
    this.draw();
    this.zoom.transform(this.cover, this.transform);
  }

  listen() {
    this.zoom = d3.zoom().scaleExtent([1, 200])
      // The wheel and one finger belong to the page.
      .filter((given) => {
        const event = d3.event ?? given;  // where D3 puts it depends on its release
        return event.type === "wheel" ? event.ctrlKey || event.metaKey : !(event.touches?.length < 2);
      })
      .on("zoom", () => {
        this.transform = d3.zoomTransform(this.cover.node());
        this.draw();
      });
    this.cover.call(this.zoom);
    this.cover.node().addEventListener("pointermove", (event) => showReading(this, event));
    this.cover.node().addEventListener("pointerleave", () => showReading(this, null));
    this.svg.node().addEventListener("keydown", (event) => {
      const step = {ArrowLeft: 40, ArrowRight: -40}[event.key];
      if (step) this.zoom.translateBy(this.cover, step / this.transform.k, 0);
      else if (event.key === "+") this.scaleBy(1.6);
      else if (event.key === "-") this.scaleBy(1 / 1.6);
      else if (event.key === "0") this.show(null);
      else return;
      event.preventDefault();
    });
  }

  scaleBy(factor) { this.zoom.scaleBy(this.cover, factor); }

  /** Shows x from `from` to the end; null: everything. */
  show(from) {
    const [low, high] = this.x0.domain();
    if (from === null) return this.zoom.transform(this.cover, d3.zoomIdentity);
    const k = (high - low) / (high - from);
    this.zoom.transform(this.cover, d3.zoomIdentity.scale(k).translate(-this.x0(from), 0));
  }

  seen() { return this.spec.series.filter((one) => !this.hidden.has(one)); }

  setScales() {
    const {spec} = this, all = spec.series.flatMap((one) => one.points);
    const wholeX = spec.square ? roomy(all.flat(), 0.04) : roomy(all.map((point) => point[0]), spec.tight ? 0 : 0.02);
    this.x0 = d3.scaleLinear(wholeX, [0, this.width]);
    this.x = snapped(this.transform.rescaleX(this.x0), this.x0);
    if (spec.square) {
      this.y = this.transform.rescaleY(d3.scaleLinear(wholeX, [this.height, 0]));
      return;
    }
    const [low, high] = this.x.domain();
    const inside = this.seen().flatMap((one) => one.points).filter(([x]) => x >= low && x <= high);
    let range = roomy((inside.length ? inside : all).map((point) => point[1]), 0.06);
    if (spec.fromZero && this.transform.k === 1) range[0] = 0;
    if (spec.percent) range = [Math.max(0, range[0]), Math.min(1.002, range[1])];
    this.y = d3.scaleLinear(range, [this.height, 0]);
  }

  /** Takes the room there is. What is seen stays, as the zoom counts in pixels. */
  setSize(full) {
    const height = this.spec.square ? Math.min(full, 420) : Math.max(240, Math.min(380, full * 0.5));
    const before = [this.width, this.height], {k, x, y} = this.transform;
    this.width = full - margin.left - margin.right;
    this.height = height - margin.top - margin.bottom;
    this.svg.attr("width", full).attr("height", height).attr("viewBox", `0 0 ${full} ${height}`);
    this.clip.attr("width", this.width).attr("height", this.height);
    this.cover.attr("width", this.width).attr("height", this.height);
    this.zoom.extent([[0, 0], [this.width, this.height]]).translateExtent([[0, 0], [this.width, this.height]]);
    if (k === 1 || before[0] === this.width) return;
    const moved = d3.zoomIdentity.translate(x * this.width / before[0], y * this.height / before[1]).scale(k);
    this.zoom.transform(this.cover, moved);
  }

  draw() {
    const full = this.frame.clientWidth;
    if (full === 0) return;
    this.setSize(full);
    this.setScales();
    this.drawAxes();
    const drawn = this.curves.selectAll("path").data(this.seen(), (one) => one.name());
    drawn.exit().remove();
    paint(drawn.enter().append("path").attr("class", (one) => `curve ${one.kind}`)).merge(drawn)
      .attr("d", (one) => this.path(one)).order();
  }

  drawAxes() {
    const write = (scale, count) => {
      const format = scale.tickFormat(count);
      return (value) => (language === "no" ? format(value).replace(".", ",") : format(value)).replace("-", "−");
    };
    const xTicks = Math.max(3, Math.floor(this.width / 80)), yTicks = Math.max(3, Math.floor(this.height / 50));
    const yFormat = this.spec.percent ? (value) => `${number(Number((100 * value).toFixed(1)))}\u202f%` : write(this.y, yTicks);
    this.xAxis.attr("transform", `translate(0,${this.height})`)
      .call(d3.axisBottom(this.x).ticks(xTicks).tickFormat(write(this.x, xTicks)).tickSizeOuter(0));
    this.yAxis.call(d3.axisLeft(this.y).ticks(yTicks).tickFormat(yFormat).tickSize(0).tickPadding(8));
    this.grid.call(d3.axisLeft(this.y).ticks(yTicks).tickSize(-this.width).tickFormat(""));
    this.xName.attr("x", this.width / 2).attr("y", this.height + 35);
    this.yName.attr("x", -this.height / 2).attr("y", -46);
  }

  path(one) {
    const points = one.points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
      .map(([x, y]) => [rounded(this.x(x)), rounded(this.y(y))]);
    if (one.kind === "line") return points.length ? "M" + points.join("L") : null;
    const size = (one.points.length > 400 ? 1.9 : 2.6) * Math.min(1.8, Math.sqrt(this.transform.k));
    return points.filter(([x, y]) => x > -9 && x < this.width + 9 && y > -9 && y < this.height + 9)
      .map(([x, y]) => marks[one.mark](x, y, rounded(size))).join("");
  }
}
