// SPDX-License-Identifier: Apache-2.0
// What a reader of a classifier's report sees and does: matrix, table of classes, cards of samples.
"use strict";
const assert = require("node:assert/strict");
const {open, curvesOf, contrast} = require("./report_window.js");

let folder;
const openPage = (name, settings) => open(`${folder}/${name}.html`, settings, "#example-cards .card");
async function openDigits(path) {
  folder = path;
  return openPage("digits");
}

/** What the page was made of. */
const dataOf = (page) => page.evaluate(() => JSON.parse(document.getElementById("report-data").textContent));

/** The numbers that stand in the matrix, row by row; "" is none. */
const matrixOf = (page) => page.evaluate(() => {
  const counts = report.models.float.classes.confusion.map((row) => row.map(() => 0));
  const cells = [...document.querySelectorAll("#confusion .cell")];
  for (const one of document.querySelectorAll("#confusion .cell-count")) {
    const box = one.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    const cell = cells.find((other) => {
      const around = other.getBoundingClientRect();
      return box.left >= around.left && box.right <= around.right && y > around.top && y < around.bottom && x > around.left;
    });
    const [row, column] = cell.dataset.cell.split(",");
    counts[row][column] = Number(one.textContent);
  }
  return counts;
});

const textsOf = (page, selector) => page.locator(selector).allTextContents();

const tests = {
  async "the matrix shows every count inside its cell, for int8 and for float"(page) {
    const {models} = await dataOf(page);
    assert.notDeepEqual(models.int8.classes.confusion, models.float.classes.confusion);
    assert.deepEqual(await matrixOf(page), models.int8.classes.confusion);
    await page.click("#confusion [data-model=float]");
    assert.deepEqual(await matrixOf(page), models.float.classes.confusion);
    assert.equal(await page.getAttribute("#confusion [data-model=float]", "aria-pressed"), "true");
    await page.click("#confusion [data-model=int8]");
  },

  async "pointer and arrow keys read the matrix"(page) {
    const [row] = (await dataOf(page)).models.int8.classes.confusion, total = row.reduce((a, b) => a + b);
    const words = (answered, count) => new RegExp(`^zero, answered ${answered}: ${count} of ${total} \\(\\d+\\.\\d\\u202f%\\)$`);
    await page.locator('#confusion [data-cell="0,8"]').hover();
    assert.match(await page.textContent("#confusion .reading"), words("<eight>", row[8]));
    await page.mouse.move(0, 0);
    assert.match(await page.textContent("#confusion .reading"), /^Each row is a true class/);
    await page.focus("#confusion svg");
    await page.keyboard.press("ArrowDown");
    assert.match(await page.textContent("#confusion .reading"), words("zero", row[0]));
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowUp");
    assert.match(await page.textContent("#confusion .reading"), words("one", row[1]));
    assert.equal(await page.isVisible("#confusion .chosen"), true);
  },

  async "accuracy stands in the figures, the comparison and the curves"(page) {
    const {models, classes} = await dataOf(page), percent = (share) => `${(100 * share).toFixed(2)}\u202f%`;
    const [figure] = await textsOf(page, ".figures dd:not(.note)");
    assert.equal(figure, percent(models.int8.classes.accuracy));
    const comparison = await page.textContent("#comparison");
    for (const key of ["float", "int8"]) assert.ok(comparison.includes(percent(models[key].classes.accuracy)), key);
    assert.match(await page.textContent("#classes-about"), new RegExp(`On ${classes.different} of them`));
    const curves = await curvesOf(page, "training-accuracy");
    assert.deepEqual(curves.map(({name, count, inside}) => [name, count, inside]), [["train", 20, true], ["validation", 20, true]]);
    for (const tick of await textsOf(page, "#training-accuracy .axis.y .tick text")) assert.match(tick, /^\d+\u202f%$/);
    assert.ok(curves[0].height > 0.5, "not pressed flat");
  },

  async "each class has its line, with precision and recall of both models"(page) {
    const {models, classes} = await dataOf(page), lines = await page.locator("#per-class tbody tr").all();
    assert.equal(lines.length, 10);
    for (const [i, line] of lines.entries()) {
      const [name, ...numbers] = await line.locator("th, td").allTextContents();
      const shares = numbers.slice(0, 4), [train, test] = numbers.slice(4).map(Number);
      assert.deepEqual([name, train, test], [classes.names[i], classes.samples.train[i], classes.samples.test[i]]);
      const wanted = ["precision", "recall"].flatMap((score) => ["float", "int8"].map((key) => models[key].classes[score][i]));
      assert.deepEqual(shares, wanted.map((share) => `${(100 * share).toFixed(1)}\u202f%`));
    }
  },

  async "pictures show their pixels, and say what they are and what was answered"(page) {
    const {classes} = await dataOf(page);
    for (const [place, samples] of [["example", classes.examples], ["mistake", classes.mistakes]]) {
      const cards = await page.evaluate((id) => [...document.querySelectorAll(`#${id}-cards .card`)].map((one) => {
        const canvas = one.querySelector("canvas"), {data} = canvas.getContext("2d").getImageData(0, 0, 14, 14);
        return {pixels: [...data].filter((value, i) => i % 4 === 0), gray: data.every((value, i) => i % 4 === 3 || value === data[i - i % 4]),
                signs: [...one.querySelectorAll(".verdict .tick, .verdict .cross")].map((sign) => sign.textContent), text: one.textContent};
      }), place);
      assert.equal(cards.length, samples.length);
      for (const [i, sample] of samples.entries()) {
        assert.deepEqual(cards[i].pixels, [...Buffer.from(sample.bytes, "base64")]);
        assert.ok(cards[i].gray);
        const [answer, probability] = sample.int8, right = answer === sample.actual;
        assert.deepEqual(cards[i].signs, [right ? "✓" : "✗"]);
        for (const words of [classes.names[sample.actual], classes.names[answer], `int8 ${(100 * probability).toFixed(1)}\u202f%`])
          assert.ok(cards[i].text.includes(words), `${words} in ${cards[i].text}`);
      }
    }
    assert.ok(classes.mistakes.every((sample) => sample.int8[0] !== sample.actual));
  },

  async "the language changes all of it, and back"(page) {
    const read = async () => (await page.textContent("main")) + (await page.textContent("nav"));
    const english = await read();
    await page.click("[data-language=no]");
    const norwegian = await read();
    for (const words of ["Forvekslingsmatrise", "De verste feilene", "Nøyaktighet", "er int8 og flyttall uenige", "tatt for", "Gjenfinning"])
      assert.ok(norwegian.includes(words), words);
    for (const words of ["Confusion", "taken for", "Recall", "answered"]) assert.ok(!norwegian.includes(words), words);
    await page.click("[data-language=en]");
    assert.equal(await read(), english);
  },

  async "all that is drawn or pressed has a name, and no name is markup"(page) {
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll("button, svg[role=img], nav, [role=group], .sample")]
        .filter((one) => !(one.getAttribute("aria-label") || one.textContent).trim()).map((one) => one.outerHTML));
    assert.deepEqual(nameless, []);
    assert.ok((await textsOf(page, "#confusion .class-name")).includes("<eight>"));
    const outside = await page.evaluate(() => {
      const {left, right, top} = document.querySelector("#confusion svg").getBoundingClientRect();
      return [...document.querySelectorAll("#confusion text")].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.left < left - 1 || box.right > right + 1 || box.top < top - 1;
      }).map((one) => one.textContent);
    });
    assert.deepEqual(outside, [], "names inside the drawing");
  },

  async "counts are readable on their cells, light and dark"() {
    for (const colorScheme of ["light", "dark"]) {
      const page = await openPage("digits", {colorScheme});
      const cells = await page.evaluate(() => [...document.querySelectorAll("#confusion .cell")].map((one) => {
        const {fill, fillOpacity} = getComputedStyle(one), card = getComputedStyle(one.closest(".plot")).backgroundColor;
        const [over, under] = [fill, card].map((color) => color.match(/\d+/g).map(Number));
        return `rgb(${over.map((value, i) => Math.round(value * fillOpacity + under[i] * (1 - fillOpacity))).join()})`;
      }));
      const ink = await page.evaluate(() => getComputedStyle(document.querySelector(".cell-count")).fill);
      assert.ok(new Set(cells).size > 8, "shades");
      for (const cell of cells) assert.ok(contrast(ink, cell) > 4.5, `${colorScheme}: ${ink} on ${cell}`);
      for (const sign of [".tick", ".cross"]) {
        const color = await page.evaluate((one) => getComputedStyle(document.querySelector(one)).color, sign);
        assert.ok(contrast(color, await page.evaluate(() => getComputedStyle(document.querySelector(".card")).backgroundColor)) > 4);
      }
      await page.context().close();
    }
  },

  async "a phone shows the classifier in its width"() {
    const page = await openPage("digits", {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true});
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    assert.deepEqual(await matrixOf(page), (await dataOf(page)).models.int8.classes.confusion);
    await page.context().close();
  },

  async "a network that is no chain is drawn step by step, with an arc past what is left out"() {
    const page = await open(`${folder}/residual.html`, {}, "#network svg");
    const steps = await textsOf(page, "#network .layer-name");
    assert.deepEqual(steps, ["Input", "Dense relu", "Dense", "Add relu", "Dense softmax"]);
    const arcs = await page.evaluate(() => [...document.querySelectorAll("#network .flow-line")].map((one) => one.getBBox().width > 4));
    assert.deepEqual(arcs, [false, false, false, true, false]);
    assert.ok((await textsOf(page, "#network text")).includes("72"), "parameters of a layer");
    await page.context().close();
  },

  async "fifty classes of signals have no matrix but lines, confusions and curves"() {
    const page = await openPage("waves");
    assert.equal(await page.locator("#confusion svg").count(), 0);
    assert.equal(await page.locator("#per-class tbody tr").count(), 50);
    assert.ok(await page.locator("#confusions tbody tr").count() > 10);
    const drawn = await page.evaluate(() => [...document.querySelectorAll("#example-cards .card svg path")].map((one) => one.getAttribute("d")));
    assert.equal(drawn.length, 24);
    for (const d of drawn) assert.ok(/^M[\d.,L]+$/.test(d) && d.split("L").length === 100, d);
    await page.context().close();
  },
};

module.exports = {openDigits, tests};
