// The page of a sweep: all charts show the same trials, those that the brushes keep.
(() => {
  const sweep = JSON.parse(document.getElementById("data").textContent);
  const figures = [...document.querySelectorAll("figure[data-sweep]")];
  const value = v => Charts.text(v, sweep.unit);
  let kept = null;

  const judged = sweep.trials.filter(t => t.objective !== null);
  const sorted = judged.map(t => t.objective).sort(sweep.maximise ? d3.ascending : d3.descending);
  // Where the worst are far off, all others would look alike: they share the palest colour.
  const ramp = sorted.length ? d3.scaleLinear([d3.quantileSorted(sorted, 0.15), sorted[sorted.length - 1]], [0, 100]).clamp(true) : () => 0;
  sweep.goodness = t => t.objective === null ? -Infinity : sweep.maximise ? t.objective : -t.objective;
  sweep.colour = t => t.state === "failed" ? null : `color-mix(in oklab, var(--accent) ${Math.round(ramp(t.objective) || 0)}%, var(--faint))`;
  const behind = [...judged].sort((a, b) => sweep.goodness(a) - sweep.goodness(b));

  const describe = t => `trial ${t.number}: ` + (t.objective === null ? t.state : `${value(t.objective)} after epoch ${t.epoch}`);

  sweep.see = trial => {
    for (const figure of figures) figure.querySelector("output").textContent = trial ? describe(trial) : rest(figure);
    d3.selectAll("svg [data-trial]").classed("seen", function () { return trial !== null && +this.dataset.trial === trial.number; });
  };

  function rest(figure) {
    if (figure.dataset.sweep === "parallel") return kept ? `${kept.size} of ${sweep.trials.length} trials` : "";
    return "";
  }

  function keep(numbers) {
    kept = numbers;
    for (const element of document.querySelectorAll("[data-trial]")) {
      element.classList.toggle("out", kept !== null && !kept.has(+element.dataset.trial));
    }
    figures.forEach(figure => { figure.querySelector("output").textContent = rest(figure); });
  }

  function frame(plot, x, y, box, unit) {
    const svg = d3.create("svg").attr("viewBox", [0, 0, box.width, box.height]).attr("role", "img");
    svg.append("g").attr("class", "grid").attr("transform", `translate(${box.left},0)`)
      .call(d3.axisLeft(y).ticks(4, ".4~g").tickSize(box.left - box.right).tickPadding(6));
    const axis = svg.append("g").attr("class", "axis").attr("transform", `translate(0,${box.bottom})`);
    axis.call(unit.axis);
    if (unit.one) axis.call(Charts.nameUnit, box.width, unit.one, unit.many);
    plot.replaceChildren(svg.node());
    return svg;
  }

  const boxed = (plot, height) => ({
    width: plot.clientWidth, height, left: 44, right: plot.clientWidth - 10, top: 10, bottom: height - 26,
  });

  function points(svg, data, at, radius) {
    svg.append("g").selectAll("circle").data(data).join("circle").attr("data-trial", d => d.trial.number)
      .attr("cx", d => at(d)[0]).attr("cy", d => at(d)[1]).attr("r", radius)
      .style("fill", d => sweep.colour(d.trial))
      .on("pointerenter", (_, d) => sweep.see(d.trial)).on("pointerleave", () => sweep.see(null));
  }

  function progress(plot) {
    const box = boxed(plot, 220);
    const rungs = behind.flatMap(trial => trial.rungs.map(([epoch, objective, at]) => ({ trial, epoch, objective, at })));
    const end = d3.max(rungs, r => r.at);
    const [unit, one, many] = end > 7200 ? [3600, "hour", "hours"] : end > 120 ? [60, "minute", "minutes"] : [1, "second", "seconds"];
    const x = d3.scaleLinear([0, end / unit], [box.left, box.right]);
    const y = d3.scaleLinear(d3.extent(rungs, r => r.objective), [box.bottom, box.top]).nice(4);
    const svg = frame(plot, x, y, box, { axis: d3.axisBottom(x).ticks(Math.floor(box.width / 75)).tickSize(4), one, many });
    const best = [];
    for (const r of [...rungs].sort((a, b) => a.at - b.at)) {
      const better = !best.length || (sweep.maximise ? r.objective > best.at(-1)[1] : r.objective < best.at(-1)[1]);
      best.push([r.at, better ? r.objective : best.at(-1)[1]]);
    }
    svg.append("path").attr("class", "line").attr("d", d3.line(d => x(d[0] / unit), d => y(d[1])).curve(d3.curveStepAfter)(best));
    const epochs = [...new Set(rungs.map(r => r.epoch))].sort(d3.ascending);
    points(svg, rungs, r => [x(r.at / unit), y(r.objective)], r => 2.5 + 1.2 * epochs.indexOf(r.epoch));
  }

  function curves(plot, key) {
    const box = boxed(plot, 220);
    const drawn = behind.filter(t => t[key].length).sort((a, b) => (a.number === sweep.best) - (b.number === sweep.best));
    const all = drawn.flatMap(t => t[key]);
    if (!all.length) return;
    const last = d3.max(all, p => p[0]);
    const x = d3.scaleLinear([0, last], [box.left, box.right]);
    const y = d3.scaleLinear(d3.extent(all, p => p[1]), [box.bottom, box.top]).nice(4);
    const svg = frame(plot, x, y, box, {
      axis: d3.axisBottom(x).ticks(Math.min(last, Math.floor(box.width / 75))).tickFormat(d3.format("~r")).tickSize(4), one: "epoch", many: "epochs",
    });
    const line = d3.line(p => x(p[0]), p => y(p[1]));
    svg.append("g").selectAll("path").data(drawn).join("path").attr("data-trial", t => t.number)
      .attr("class", t => "trial" + (t.number === sweep.best ? " best" : "")).style("stroke", sweep.colour).attr("d", t => line(t[key]));
    svg.append("g").selectAll("path").data(drawn).join("path").attr("class", "hit").attr("d", t => line(t[key]))
      .on("pointerenter", (_, t) => sweep.see(t)).on("pointerleave", () => sweep.see(null));
    points(svg, drawn.flatMap(trial => trial[key].length === 1 || key === "curve" ? trial[key].map(p => ({ trial, p })) : []),
      d => [x(d.p[0]), y(d.p[1])], 2);
  }

  function setting(plot, path) {
    const box = boxed(plot, 170);
    const range = sweep.ranges.find(r => r.path === path);
    const compared = sweep.compared;
    const at = trial => compared === null ? trial.objective : trial.rungs.find(r => r[0] === compared)?.[1];
    const dots = behind.filter(t => t.settings[path] !== undefined && at(t) !== undefined).map(trial => ({ trial }));
    if (!dots.length) return;
    const span = [box.left + 8, box.right - 8];
    const x = Parallel.scale(range, span, dots.map(d => d.trial), 0.5);
    const y = d3.scaleLinear(d3.extent(dots, d => at(d.trial)), [box.bottom, box.top]).nice(4);
    const choices = range.kind === "choice" ? x.domain().length : 0;
    const axis = Parallel.ticks(d3.axisBottom(x).tickSize(4), range, x, 5, Math.floor((box.right - box.left) / 7.5 / (choices || 1)));
    // A scale of logarithms has no place for zero but its end.
    const across = v => Number.isFinite(x(v)) ? x(v) : box.left;
    const svg = frame(plot, x, y, box, { axis });
    points(svg, dots, d => [across(d.trial.settings[path]), y(at(d.trial))], 3.2);
    if (compared !== null) plot.title = `after epoch ${compared}`;
  }

  function draw(figure) {
    const plot = figure.querySelector(".plot");
    const kind = figure.dataset.sweep;
    if (!plot.clientWidth || !judged.length) return;
    if (kind === "parallel") Parallel.draw(plot, sweep, keep);
    if (kind === "progress") progress(plot);
    if (kind === "curves") curves(plot, "curve");
    if (kind === "losses") curves(plot, "loss");
    if (kind === "setting") setting(plot, figure.dataset.path);
  }

  const widths = new Map();
  const resized = new ResizeObserver(entries => {
    for (const { target } of entries) {
      if (widths.get(target) === target.clientWidth) continue;
      widths.set(target, target.clientWidth);
      draw(target);
      keep(null);
    }
  });
  figures.forEach(figure => resized.observe(figure));

  for (const button of document.querySelectorAll(".sortable button")) {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const up = head.getAttribute("aria-sort") !== "ascending";
      const column = [...head.parentNode.children].indexOf(head);
      for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const body = head.closest("table").tBodies[0];
      const key = row => row.children[column].dataset.key;
      const number = text => text === "" ? NaN : +text;
      const numeric = [...body.rows].every(row => key(row) === "" || !Number.isNaN(number(key(row))));
      const compare = (a, b) => numeric ? number(key(a)) - number(key(b)) : key(a).localeCompare(key(b));
      // What has no value stands last either way.
      const rows = [...body.rows].sort((a, b) => (key(a) === "") - (key(b) === "") || (key(a) === "" ? 0 : up ? compare(a, b) : compare(b, a)));
      body.append(...rows);
    });
  }
})();
