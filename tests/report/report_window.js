// SPDX-License-Identifier: Apache-2.0
// The report in a real browser without a network, and what can be read off its plots.
"use strict";
const {chromium} = require("playwright-core");

const options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Everything that a faultless page does not do: messages, exceptions, requests. */
const complaints = [];
let browser;

async function start(executablePath) { browser = await chromium.launch({executablePath, args: options}); }
async function stop() { await browser.close(); }

/** A page in a window of its own. awaited: what stands there when it is ready. */
async function open(path, settings = {}, awaited = "#answer-int8 path.curve") {
  const context = await browser.newContext({viewport: {width: 1160, height: 900}, offline: true, ...settings});
  const page = await context.newPage();
  page.on("console", (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(data:|blob:)/.test(url) && url !== `file://${path}`) complaints.push(`request: ${url}`);
  });
  await page.goto(`file://${path}`);
  await page.waitForSelector(awaited, {state: "attached"});
  return page;
}

/** Every drawn curve of a plot: its points, and its box relative to the plot's area. */
const curvesOf = (page, plot) => page.evaluate((id) => {
  const figure = document.getElementById(id), area = figure.querySelector(".cover").getBBox();
  return [...figure.querySelectorAll("path.curve")].map((path) => {
    const box = path.getBBox(), d = path.getAttribute("d"), style = getComputedStyle(path);
    return {
      name: path.__data__.name(), d,
      count: (d.match(path.classList.contains("line") ? /[ML]/g : /M/g) || []).length,
      width: box.width / area.width, height: box.height / area.height,
      inside: box.x >= -8 && box.y >= -8 && box.x + box.width <= area.width + 8 &&
              box.y + box.height <= area.height + 8,
      color: style.fill === "none" ? style.stroke : style.fill,
    };
  });
}, plot);

/** The lowest and highest number at an axis, "x" or "y". */
const rangeOf = (page, plot, axis) => page.evaluate(([id, name]) => {
  const ticks = [...document.querySelectorAll(`#${id} .axis.${name} .tick text`)];
  const numbers = ticks.map((tick) => Number(tick.textContent.replace("−", "-")));
  return [Math.min(...numbers), Math.max(...numbers)];
}, [plot, axis]);

const press = (page, plot, action) => page.click(`#${plot} [data-action="${action}"]`);

/** Contrast of two colours as WCAG counts it. */
function contrast(one, other) {
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = (color) => {
    const [r, g, b] = color.match(/\d+/g).map((value) => linear(value / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return high / low;
}

module.exports = {complaints, start, stop, open, curvesOf, rangeOf, press, contrast};
