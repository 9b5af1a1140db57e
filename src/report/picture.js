// SPDX-License-Identifier: Apache-2.0
// Drawings of the page: a new one, one in its frame, and one saved as a file of its own.
"use strict";

/** An empty drawing. label: for those who cannot see it. */
function newDrawing(width, height, kind, label) {
  return d3.create("svg:svg").attr("xmlns", "http://www.w3.org/2000/svg").attr("role", "img").attr("class", kind)
    .attr("width", width).attr("height", height).attr("viewBox", `0 0 ${width} ${height}`).attr("aria-label", label);
}

/** legend: makes what stands above the drawing in the file. */
function saveButton(svg, title, name, legend) {
  return element("button", {type: "button", title: text("save_svg"), "aria-label": `${text("save_svg")}: ${title}`,
                            "data-action": "save_svg", onclick: () => saveSvg(svg, name, legend?.())}, "SVG");
}

/** A drawing that is no chart, with its title and the button that saves it. */
function picture(id, title, svg) {
  return element("figure", {class: "plot", id},
    element("figcaption", {}, element("span", {class: "title"}, title),
      element("span", {class: "tools"}, saveButton(svg, title, `${report.name}-${id}`))),
    element("div", {class: "wide"}, svg));
}

const savedStyles = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity",
                     "stroke-linecap", "opacity", "font-family", "font-size", "font-weight"];

/** Saves a drawing: its styles written out, its legend above it, the page's colour behind it. */
function saveSvg(svg, name, legend) {
  if (legend) svg.append(legend);
  const copy = svg.cloneNode(true);
  const from = [svg, ...svg.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((one, i) => {
    const style = getComputedStyle(one);
    to[i].removeAttribute("class");
    to[i].setAttribute("style", savedStyles.map((key) => `${key}:${style.getPropertyValue(key)}`).join(";"));
  });
  legend?.remove();
  const [left, top, width, height] = svg.getAttribute("viewBox").split(" ").map(Number), above = legend ? 48 : 0;
  copy.setAttribute("viewBox", `${left} ${top - above} ${width} ${height + above}`);
  copy.setAttribute("height", height + above);
  const back = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  back.setAttribute("y", -above);
  back.setAttribute("width", width);
  back.setAttribute("height", height + above);
  back.setAttribute("style", `fill:${getComputedStyle(svg.closest(".plot")).backgroundColor}`);
  copy.prepend(back);
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], {type: "image/svg+xml"}));
  element("a", {href: url, download: `${name}.svg`}).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
