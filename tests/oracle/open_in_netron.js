// SPDX-License-Identifier: Apache-2.0
// node open_in_netron.js CHROMIUM ADDRESS PICTURE: opens Netron's page, and prints what its graph shows as JSON: the
// types and names of its nodes, and messages. Nothing but the address is reached.
const {chromium} = require("playwright-core");

async function main(executablePath, address, picture) {
  const browser = await chromium.launch({executablePath, args: ["--no-sandbox"]});
  const context = await browser.newContext({viewport: {width: 1000, height: 1400}});
  await context.addCookies([{name: "consent", value: String(Date.now()), url: address}]);
  await context.route("**/*", (route) => (route.request().url().startsWith(address) ? route.continue() : route.abort()));
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForSelector(".node-item-type, .message-text:not(:empty)", {state: "attached", timeout: 20000});
  await page.waitForTimeout(300);
  // By the protocol, because the page forbids eval(), which evaluate() needs.
  const protocol = await context.newCDPSession(page);
  const expression = `JSON.stringify(["node-item-type", "message-text"].map((name) =>
    [...document.getElementsByClassName(name)].map((item) => item.textContent)))`;
  const {result} = await protocol.send("Runtime.evaluate", {expression});
  const [nodes, message] = JSON.parse(result.value);
  await page.screenshot({path: picture});
  await browser.close();
  console.log(JSON.stringify({nodes, message}));
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
