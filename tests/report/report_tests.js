// SPDX-License-Identifier: Apache-2.0
// node report_tests.js CHROMIUM REPORT CLASSIFIERS SCRATCH: what a reader of the lesson's report sees and does, and of the
// classifiers' in a folder.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const {complaints, start, stop, open, curvesOf, rangeOf, press, contrast} = require("./report_window.js");
const classifiers = require("./classifier_tests.js");
const [chromiumPath, reportPath, classifierFolder, scratch] = process.argv.slice(2);

const pointsOf = {  // of every curve
  "samples": {train: 600, test: 200, validation: 200, "without noise": 1000},
  "training-loss": {train: 500, validation: 500},
  "training-mae": {train: 500, validation: 500},
  "answer-line": {actual: 200, float: 257, int8: 257},
  "answer-float": {perfect: 2, float: 200},
  "answer-int8": {perfect: 2, int8: 200},
};
const pictures = ["network-plot", "sizes-plot", "memory-plot"];

const tests = {
  async "every curve is drawn, whole and inside its plot"(page) {
    for (const [plot, counts] of Object.entries(pointsOf)) {
      const curves = await curvesOf(page, plot);
      assert.deepEqual(Object.fromEntries(curves.map(({name, count}) => [name, count])), counts, plot);
      for (const curve of curves) {
        assert.ok(curve.inside && /^rgb/.test(curve.color), `${plot} ${curve.name}: inside and painted`);
        assert.ok(curve.width > 0.6 && curve.height > 0.6, `${plot} ${curve.name}: ${curve.width} x ${curve.height}`);
        assert.ok(!/NaN|Infinity|undefined/.test(curve.d), `${plot} ${curve.name}: numbers only`);
      }
    }
    const [, float, int8] = await curvesOf(page, "answer-line");
    assert.notEqual(float.d, int8.d);
  },

  async "the view from epoch 100 starts there, on both plots, and comes back"(page) {
    const whole = await curvesOf(page, "training-loss"), [, high] = await rangeOf(page, "training-loss", "y");
    await page.click("#view-late");
    for (const plot of ["training-loss", "training-mae"]) {
      const [first, last] = await rangeOf(page, plot, "x");
      assert.ok(first >= 100 && first <= 200 && last === 500, `${plot}: epochs ${first} to ${last}`);
      const width = await page.evaluate((id) => document.querySelector(`#${id} .cover`).getBBox().width, plot);
      const lefts = (await curvesOf(page, plot))[0].d.match(/[ML]-?[\d.]+/g).map((step) => Number(step.slice(1)));
      assert.ok(Math.abs(lefts[99]) < 0.1 && Math.abs(lefts[499] - width) < 0.1, `${plot}: epoch 100 left, 500 right`);
    }
    const [, lateHigh] = await rangeOf(page, "training-loss", "y");
    assert.ok(lateHigh < high / 2, `loss up to ${lateHigh}, before ${high}`);
    await page.click("#view-all");
    assert.deepEqual(await curvesOf(page, "training-loss"), whole, "all epochs again");
  },

  async "plots zoom by button, drag and wheel, and show all again"(page) {
    for (const plot of ["samples", "answer-int8"]) {
      const whole = await curvesOf(page, plot), [low, high] = await rangeOf(page, plot, "x");
      await press(page, plot, "zoom_in");
      const [zoomedLow, zoomedHigh] = await rangeOf(page, plot, "x");
      assert.ok(zoomedHigh - zoomedLow < high - low, `${plot}: ${zoomedLow} to ${zoomedHigh}`);
      await page.locator(`#${plot} .cover`).hover();
      const box = await page.locator(`#${plot} .cover`).boundingBox();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const [before] = await curvesOf(page, plot);
      await page.mouse.down();
      await page.mouse.move(x + 60, y + 20, {steps: 3});
      await page.mouse.up();
      const [dragged] = await curvesOf(page, plot);
      assert.notEqual(dragged.d, before.d, `${plot}: dragged`);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -200);
      await page.keyboard.up("Control");
      await page.waitForFunction(([id, d]) => document.querySelector(`#${id} path.curve`).getAttribute("d") !== d,
                                 [plot, dragged.d]);
      await press(page, plot, "zoom_reset");
      assert.deepEqual(await curvesOf(page, plot), whole, `${plot}: all again`);
    }
  },

  async "the wheel alone scrolls the page"(page) {
    await page.evaluate(() => scrollTo({top: 0, behavior: "instant"}));
    const before = await curvesOf(page, "samples");
    await page.locator("#samples .cover").hover();
    await page.mouse.wheel(0, 300);
    await page.waitForFunction(() => scrollY > 100);
    assert.deepEqual(await curvesOf(page, "samples"), before, "not zoomed");
  },

  async "keys zoom and move"(page) {
    const whole = await curvesOf(page, "training-mae");
    await page.focus("#training-mae svg[role=img]");
    await page.keyboard.press("+");
    const zoomed = await curvesOf(page, "training-mae");
    assert.notDeepEqual(zoomed, whole, "zoomed");
    await page.keyboard.press("ArrowRight");
    assert.notDeepEqual(await curvesOf(page, "training-mae"), zoomed, "moved");
    await page.keyboard.press("0");
    assert.deepEqual(await curvesOf(page, "training-mae"), whole, "all again");
  },

  async "what is seen stays when the language or the window changes"(page) {
    const seen = () => page.evaluate(() => charts.find((one) => one.spec.id === "training-loss").x.domain());
    const stays = async (why) => {
      const [low, high] = await seen();
      assert.ok(Math.abs(low - 100) < 0.01 && Math.abs(high - 500) < 0.01, `${why}: ${low} to ${high}`);
    };
    await page.click("#view-late");
    await page.click("[data-language=no]");
    await stays("language");
    await page.setViewportSize({width: 700, height: 900});
    await page.waitForFunction(() => document.querySelector("#training-loss svg.chart").clientWidth > 560);
    await stays("narrower");
    assert.ok((await curvesOf(page, "samples")).every((curve) => curve.inside));
    await page.setViewportSize({width: 1160, height: 900});
    await page.waitForFunction(() => document.querySelector("#training-loss svg.chart").clientWidth < 500);
    await stays("wider");
    await press(page, "training-loss", "zoom_in");
    const [low, high] = await seen();
    assert.ok(low > 100 && high < 500, `zoomed on from there: ${low} to ${high}`);
    await page.click("#view-all");
    await page.click("[data-language=en]");
  },

  async "the legend hides and shows a curve"(page) {
    const key = page.locator("#samples .key", {hasText: "validation"});
    await key.click();
    assert.equal((await curvesOf(page, "samples")).length, 3);
    assert.equal(await key.getAttribute("aria-pressed"), "false");
    await key.click();
    assert.equal((await curvesOf(page, "samples")).length, 4);
  },

  async "the pointer reads values"(page) {
    await page.hover("#samples .cover", {position: {x: 300, y: 300}});
    assert.match(await page.textContent("#samples .reading"), /^input x [\d.]+: without noise −?[\d.]+$/);
    await page.locator("#training-loss .cover").hover();
    assert.match(await page.textContent("#training-loss .reading"), /^epoch \d+: train 0\.\d+ · validation 0\.\d+$/);
    const position = await page.evaluate(() => {
      const chart = charts.find((one) => one.spec.id === "answer-int8"), [x, y] = chart.spec.series[1].points[7];
      return {x: chart.x(x), y: chart.y(y)};
    });
    await page.hover("#answer-int8 .cover", {position});
    assert.match(await page.textContent("#answer-int8 .reading"), /^int8: actual −?[\d.]+, predicted −?[\d.]+$/);
  },

  async "the language changes every heading, text and number, and back"(page) {
    const words = "h2, figcaption .title, .key, #training-views button, main > section > p, #verdicts li, thead th";
    const read = () => page.evaluate((selector) => ({
      language: document.documentElement.lang,
      figure: document.querySelector(".figures dd").textContent,
      words: [...document.querySelectorAll(selector)].map((one) => one.textContent),
    }), words);
    const english = await read();
    await page.click("[data-language=no]");
    const norwegian = await read();
    assert.equal(norwegian.language, "no");
    assert.match(english.figure, /^0\.\d+$/);
    assert.match(norwegian.figure, /^0,\d+$/);
    for (const word of ["Trening", "Prediksjoner", "Modell", "Opphav", "validering", "fra epoke 100", "Lag"])
      assert.ok(norwegian.words.includes(word), word);
    const same = new Set(["Data", "test", "int8", "Type", "Tensor", "SHA-256", ""]);
    assert.deepEqual(norwegian.words.filter((word, i) => word === english.words[i] && !same.has(word)), []);
    assert.equal((await curvesOf(page, "samples")).length, 4);
    await page.click("[data-language=en]");
    assert.deepEqual(await read(), english);
  },

  async "every plot is saved as an SVG with its curves"(page) {
    for (const plot of [...Object.keys(pointsOf), ...pictures]) {
      const [download] = await Promise.all([page.waitForEvent("download"), press(page, plot, "save_svg")]);
      assert.match(download.suggestedFilename(), /^sine-[a-z0-9-]+\.svg$/);
      const source = fs.readFileSync(await download.path(), "utf8");
      const saved = await page.evaluate(([id, text]) => {
        const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
        const kept = [...root.querySelectorAll("path, rect")];
        const same = (one, other) =>
          ["d", "x", "width"].every((key) => one.getAttribute(key) === other.getAttribute(key));
        const shapes = [...document.querySelectorAll(["path.curve", "path.weight", ".sizes rect", ".memory rect"]
          .map((one) => `#${id} ${one}`).join())];
        return {root: root.nodeName, shapes: shapes.length,
                missing: shapes.filter((shape) => !kept.some((one) => same(one, shape))).length};
      }, [plot, source]);
      assert.ok(saved.root === "svg" && saved.shapes > 0 && saved.missing === 0, `${plot}: ${JSON.stringify(saved)}`);
      for (const curve of Object.keys(pointsOf[plot] ?? {})) assert.ok(source.includes(`>${curve}<`), `named: ${curve}`);
      assert.ok(!/var\(|class="curve/.test(source), `${plot}: its style is in it`);
    }
  },

  async "every activation has its box in the arena, inside the drawing, and says where it lies"(page) {
    const {memory, boxes} = await page.evaluate(() => {
      const svg = document.querySelector("#memory-plot svg.memory"), [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
      return {memory: report.memory, boxes: [...svg.querySelectorAll("g.life")].map((life) => {
        const {x, y, width: wide, height: high} = life.querySelector("rect").getBBox();
        return {title: life.querySelector("title").textContent, x, y, wide, high,
                inside: x >= 0 && y >= 0 && x + wide <= width && y + high <= height};
      })};
    });
    assert.deepEqual([memory.bytes, memory.lower_bound, memory.operators.length, memory.tensors.length], [32, 32, 3, 4]);
    assert.equal(boxes.length, 4);
    boxes.forEach((box, i) => {
      assert.ok(box.inside && box.wide > 20 && box.high > 1, JSON.stringify(box));
      assert.ok(box.title.startsWith(`${memory.tensors[i].name}: ${memory.tensors[i].bytes} bytes at `), box.title);
    });
    const together = (a, b) => a.x < b.x + b.wide && b.x < a.x + a.wide && a.y < b.y + b.high - 0.01 && b.y < a.y + a.high - 0.01;
    for (const a of boxes) for (const b of boxes) assert.ok(a === b || !together(a, b), `${a.title} and ${b.title}`);
  },

  async "tables tell layers, tensors, sizes and files"(page) {
    const rows = (place) => page.locator(`#${place} tbody tr`).count();
    assert.equal(await rows("layers"), 4);
    assert.equal(await rows("tensors"), 10);
    assert.ok(await rows("comparison") >= 7 && await rows("origin") >= 8);
    assert.match(await page.textContent("#verdicts"), /int8 brings no smaller file here/);
    assert.match(await page.textContent("#origin"), /[0-9a-f]{64}/);
    assert.equal(await page.locator("#network circle").count(), 1 + 16 + 16 + 1);
    assert.equal(await page.isVisible("#advice"), false);
  },

  async "all that is drawn or pressed has a name"(page) {
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll("button, svg[role=img], nav, [role=group]")]
        .filter((one) => !(one.getAttribute("aria-label") || one.textContent).trim()).map((one) => one.outerHTML));
    assert.deepEqual(nameless, []);
  },

  async "light and dark are both readable"() {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(reportPath, {colorScheme});
      const [paper, ink, quiet] = await page.evaluate(() => [
        getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color,
        getComputedStyle(document.querySelector(".lead")).color]);
      assert.ok(contrast(paper, ink) > 7 && contrast(paper, quiet) > 4.5, `${colorScheme}: ${paper} ${ink} ${quiet}`);
      const colors = (await curvesOf(page, "samples")).map(({color}) => color);
      assert.equal(new Set(colors).size, 4);
      for (const color of colors) assert.ok(contrast(paper, color) > 3, `${colorScheme}: ${color}`);
      await page.context().close();
    }
  },

  async "a phone shows the page in its width"() {
    const page = await open(reportPath, {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true});
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    for (const curve of await curvesOf(page, "training-loss")) assert.ok(curve.inside && curve.count === 500);
    await page.context().close();
  },

  async "a training that stalled says so in both languages"() {
    const path = `${scratch}/stalled.html`;
    fs.writeFileSync(path, fs.readFileSync(reportPath, "utf8").replace('"stalled":false', '"stalled":true'));
    const page = await open(path);
    assert.match(await page.textContent("#advice"), /^Training stalled: the loss ended at 0\.\d+/);
    await page.click("[data-language=no]");
    assert.match(await page.textContent("#advice"), /^Treningen stanset opp: tapet endte på 0,\d+/);
    await page.context().close();
  },

};

let passed = 0, failed = 0;
async function run(page, group) {
  for (const [name, test] of Object.entries(group)) {
    try {
      await test(page);
      ++passed;
      console.log(`ok      ${name}`);
    } catch (error) {
      ++failed;
      console.log(`FAILED  ${name}\n        ${error.message.replaceAll("\n", "\n        ")}`);
      await page.reload();
    }
  }
}

async function main() {
  await start(chromiumPath);
  await run(await open(reportPath), tests);
  await run(await classifiers.openDigits(classifierFolder), classifiers.tests);
  await run(null, {async "nothing was fetched and nothing complained"() { assert.deepEqual(complaints, []); }});
  await stop();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
main().catch((error) => {
  console.log(`FAILED  ${error.message}\n0 passed, 1 failed`);
  process.exit(1);
});
