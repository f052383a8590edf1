// Opens pages in headless Chromium as a reader would, from disk and without a network, and fails
// if one says anything on its console, asks for anything, or leaves a chart undrawn or mute.
//
//   node look.mjs PAGE.html... [--shots DIR]
//
// With --shots, it also writes pictures to look at: desktop and phone, light and dark, and paper.
// Needs Node 18 and Chromium (CHROMIUM names it where it is not called chromium).
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const words = process.argv.slice(2);
const at = words.indexOf("--shots");
const shots = at < 0 ? null : words.splice(at, 2)[1];
if (words.length === 0) {
  console.error("usage: node look.mjs PAGE.html... [--shots DIR]");
  process.exit(2);
}
if (shots) mkdirSync(shots, { recursive: true });

const chromium = spawn(
  process.env.CHROMIUM ?? "chromium",
  ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe"],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const waiting = new Map();
let listeners = [];
let asked = 0;
let rest = "";
chromium.stdio[4].setEncoding("utf8").on("data", part => {
  const messages = (rest + part).split("\0");
  rest = messages.pop();
  for (const message of messages.map(JSON.parse)) {
    if (message.id) {
      const { done, fail } = waiting.get(message.id);
      message.error ? fail(new Error(message.error.message)) : done(message.result);
    } else {
      listeners.forEach(listener => listener(message));
    }
  }
});

function ask(method, params = {}, sessionId) {
  return new Promise((done, fail) => {
    waiting.set(++asked, { done, fail });
    chromium.stdio[3].write(JSON.stringify({ id: asked, method, params, sessionId }) + "\0");
  });
}

async function open(file) {
  const faults = [];
  const url = pathToFileURL(resolve(file)).href;
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
  const tell = (method, params) => ask(method, params, sessionId);
  const loaded = new Promise(done => {
    listeners = [({ method, params }) => {
      if (method === "Page.loadEventFired") done();
      if (method === "Runtime.exceptionThrown") faults.push(params.exceptionDetails.exception?.description);
      if (method === "Runtime.consoleAPICalled") faults.push("console: " + params.args.map(a => a.value).join(" "));
      if (method === "Log.entryAdded") faults.push(params.entry.text);
      if (method === "Network.requestWillBeSent" && params.request.url !== url && !params.request.url.startsWith("data:")) {
        faults.push("asks for " + params.request.url);
      }
    }];
  });
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await tell(domain + ".enable");
  await tell("Emulation.setDeviceMetricsOverride", { width: 1280, height: 900, deviceScaleFactor: 1, mobile: false });
  await tell("Page.navigate", { url });
  await loaded;
  const evaluate = async expression => (await tell("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true })).result.value;
  const settled = () => evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))");
  await settled();
  return { tell, evaluate, settled, faults, targetId };
}

async function look(file) {
  const page = await open(file);
  const { evaluate, faults } = page;
  const charts = await evaluate(`[...document.querySelectorAll("figure.chart")].map(f => f.dataset.chart ?? [f.dataset.sweep, f.dataset.path].join(" "))`);
  for (const [i, id] of charts.entries()) {
    const figure = `document.querySelectorAll("figure.chart")[${i}]`;
    if (!await evaluate(`!!${figure}.querySelector("svg path, svg circle")`)) faults.push(`the chart ${id} is not drawn`);
    const before = await evaluate(`${figure}.querySelector("output").textContent`);
    await mouse(page, "mouseMoved", await evaluate(spot(figure)));
    if (await evaluate(`${figure}.querySelector("output").textContent`) === before) faults.push(`the chart ${id} tells no values`);
    await mouse(page, "mouseMoved", [2, 2]);
  }
  if (await evaluate(`!!document.querySelector("figure[data-sweep=parallel]")`)) await choose(page);
  for (const width of [1280, 360]) {
    await page.tell("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 });
    await page.settled();
    const wide = await evaluate("document.documentElement.scrollWidth");
    if (wide > width) faults.push(`it is ${wide} px wide in a window of ${width} px`);
  }
  if (shots) await shoot(page, basename(file).replace(/\.html$/, ""));
  await ask("Target.closeTarget", { targetId: page.targetId });
  return { charts, faults };
}

// A place over a chart: on a dot or a line where it has some to point at, else near its middle.
const spot = figure => `(() => {
  const f = ${figure};
  f.scrollIntoView({ block: "center" });
  const dot = [...f.querySelectorAll("circle[data-trial]")].at(-1);
  for (const line of f.querySelectorAll("path.hit")) {
    for (const share of [.1, .3, .4, .6, .7, .9]) {
      const p = line.getPointAtLength(line.getTotalLength() * share).matrixTransform(line.getScreenCTM());
      if (document.elementFromPoint(p.x, p.y)?.matches("path.hit")) return [p.x, p.y];
    }
  }
  const r = (dot ?? f.querySelector(".plot")).getBoundingClientRect();
  return [r.left + r.width * .6, r.top + r.height * .5];
})()`;

async function mouse(page, type, [x, y]) {
  const button = type === "mouseMoved" ? "none" : "left";
  await page.tell("Input.dispatchMouseEvent", { type, x, y, button, buttons: type === "mouseReleased" ? 0 : 1, clickCount: 1 });
  await page.settled();
}

// Drags along the first axis, which must leave fewer trials everywhere, and sorts the table.
async function choose(page) {
  const { evaluate, faults } = page;
  const out = `document.querySelectorAll("#trials .out").length`;
  const axis = await evaluate(`(() => { const f = document.querySelector("figure[data-sweep=parallel]"); f.scrollIntoView({ block: "center" });
    const r = f.querySelector(".overlay").getBoundingClientRect(); return [r.left + r.width / 2, r.top, r.height]; })()`);
  await mouse(page, "mousePressed", [axis[0], axis[1] + axis[2] * .1]);
  for (const share of [.2, .35, .5]) await page.tell("Input.dispatchMouseEvent", { type: "mouseMoved", x: axis[0], y: axis[1] + axis[2] * share, button: "left", buttons: 1 });
  await mouse(page, "mouseReleased", [axis[0], axis[1] + axis[2] * .5]);
  const trials = await evaluate(`document.querySelectorAll("#trials tbody tr").length`);
  const left = await evaluate(out);
  const says = await evaluate(`document.querySelector("figure[data-sweep=parallel] output").textContent`);
  if (left === 0 || left === trials || says !== `${trials - left} of ${trials} trials`) {
    faults.push(`a brush leaves out ${left} of ${trials} trials and says "${says}"`);
  }
  await mouse(page, "mousePressed", [axis[0], axis[1] + axis[2] * .9]);
  await mouse(page, "mouseReleased", [axis[0], axis[1] + axis[2] * .9]);
  if (await evaluate(out) !== 0) faults.push("a click on the axis does not bring all trials back");
  const order = `[...document.querySelectorAll("#trials tbody tr")].map(r => r.dataset.trial).join()`;
  const ranked = await evaluate(order);
  await evaluate(`document.querySelectorAll("#trials button")[1].click()`);
  const numbered = await evaluate(order);
  if (numbered !== [...ranked.split(",")].sort((a, b) => a - b).join()) faults.push("the table is not sorted by trial");
  await evaluate(`document.querySelectorAll("#trials button")[0].click()`);
  if (await evaluate(order) !== ranked) faults.push("the table is not sorted by rank");
}

async function shoot(page, name) {
  for (const [width, scheme] of [[1280, "light"], [1280, "dark"], [390, "light"], [390, "dark"]]) {
    await page.tell("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
    await page.tell("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 });
    await page.settled();
    const { data } = await page.tell("Page.captureScreenshot", { captureBeyondViewport: true });
    writeFileSync(join(shots, `${name}-${width}-${scheme}.png`), Buffer.from(data, "base64"));
  }
  const { data } = await page.tell("Page.printToPDF", { printBackground: false, paperWidth: 8.27, paperHeight: 11.69 });
  writeFileSync(join(shots, `${name}.pdf`), Buffer.from(data, "base64"));
}

let failed = false;
for (const file of words) {
  const { charts, faults } = await look(file);
  failed ||= faults.length > 0;
  console.log(`${file}: ${charts.length} charts, ${faults.length ? "not good" : "good"}`);
  faults.forEach(fault => console.log("  " + fault));
}
chromium.kill();
process.exit(failed ? 1 : 0);
