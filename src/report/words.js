// SPDX-License-Identifier: Apache-2.0
// The page's data, and its words and numbers in the chosen language.
"use strict";
const report = JSON.parse(document.getElementById("report-data").textContent);
const texts = JSON.parse(document.getElementById("report-texts").textContent);
let language = "en";

/** The text of a key with its {places} filled. */
function text(key, places = {}) {
  return texts[key][language].replace(/\{(\w+)\}/g, (place, name) => places[name] ?? place);
}

/** Has the page a text of this name? A metric may have none. */
const hasText = (key) => Object.hasOwn(texts, key);

/** 0.0000123 -> 1.23 · 10⁻⁵ */
function powerOfTen(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const raised = [...exponent.replace("+", "")].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
  return `${Number(mantissa)}\u202f·\u202f10${raised.join("")}`;
}

/** A number as people of the language write it. digits: that count. */
function number(value, digits = 4) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  let plain = String(value);
  if (!Number.isInteger(value)) {
    plain = size < 1e-4 ? powerOfTen(value, digits) : String(Number(value.toPrecision(digits)));
  } else if (size >= 10000) {
    plain = plain.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  }
  plain = plain.replace("-", "−");
  return language === "no" ? plain.replace(".", ",") : plain;
}

/** A share of 0 to 1 in per cent. digits: behind the point. */
function percent(share, digits = 1) {
  if (share === null || share === undefined) return "–";
  const plain = (100 * share).toFixed(digits);
  return `${language === "no" ? plain.replace(".", ",") : plain}\u202f%`;
}

/** A new element with attributes and children; text children are texts, never markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}
