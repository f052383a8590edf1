// Parallel coordinates: an axis for each range and one for the objective, a line for each trial.
const Parallel = (() => {
  const BELOW = 26;

  // Wide enough for the preset too, which may lie outside of what was searched.
  function scale(range, span, trials, padding) {
    const log = range.kind === "log";
    const values = trials.map(t => t.settings[range.path]).filter(v => v !== undefined && v !== null);
    if (range.kind === "choice") return d3.scalePoint([...new Set([...range.bounds, ...values])], span).padding(padding);
    const domain = d3.extent([...range.bounds, ...values.filter(v => Number.isFinite(v) && (!log || v > 0))]);
    return log ? d3.scaleLog(domain, span) : d3.scaleLinear(domain, span);
  }

  const number = v => v !== 0 && Math.abs(v) < 0.001 ? v.toExponential().replace("e+", "e") : d3.format(".3~g")(v);
  const short = (text, most) => text.length > most ? text.slice(0, most - 1) + "\u2026" : text;

  // So many numbers as there is room for, or all choices, each no longer than that.
  function ticks(axis, range, scale, room, most) {
    if (range.kind === "choice") return axis.tickFormat(v => short(String(v), most));
    const all = scale.ticks(room);
    const leading = t => Math.round(t / 10 ** Math.floor(Math.log10(t) + 1e-9));
    const log = wanted => all.filter(t => wanted.includes(leading(t)));
    const values = range.kind !== "log" ? all.filter(t => range.kind !== "integer" || Number.isInteger(t))
      : [[1, 2, 5], [1, 3], [1]].map(log).find(v => v.length <= room) ?? log([1]).filter((_, k) => k % 2 === 0);
    return axis.tickValues(values).tickFormat(number);
  }

  // Where a trial passes an axis; below it, if it has no value there.
  const place = (axis, trial, box) => {
    const value = axis.range ? trial.settings[axis.range.path] : trial.objective;
    const at = value === undefined || value === null ? NaN : axis.y(value);
    return Number.isFinite(at) ? at : box.bottom;
  };

  function draw(plot, sweep, chosen) {
    const width = Math.max(plot.parentNode.clientWidth, 120 * (sweep.ranges.length + 1));
    const height = 340;
    const box = { left: 44, right: width - 56, top: 44, bottom: height - 16 };
    const x = d3.scalePoint(d3.range(sweep.ranges.length + 1), [box.left, box.right]);
    const objectives = sweep.trials.filter(t => t.objective !== null).map(t => t.objective);
    const [low, high] = d3.extent(objectives);
    const pad = low === high ? 1 : 0;
    const axes = sweep.ranges.map((range, i) => ({ range, x: x(i), y: scale(range, [box.bottom - BELOW, box.top], sweep.trials, 0.3), name: range.path }));
    axes.push({
      range: null, x: x(sweep.ranges.length), name: sweep.title,
      y: d3.scaleLinear([low - pad, high + pad], sweep.maximise ? [box.bottom - BELOW, box.top] : [box.top, box.bottom - BELOW]).nice(),
    });
    const svg = d3.create("svg").attr("viewBox", [0, 0, width, height]).attr("role", "img")
      .style("min-width", width + "px");
    svg.append("title").text("settings and objective of every trial");

    const path = trial => d3.line()(axes.map(axis => [axis.x, place(axis, trial, box)]));
    const shown = sweep.trials.filter(t => t.objective !== null || t.state === "failed")
      .sort((a, b) => sweep.goodness(a) - sweep.goodness(b));
    svg.append("g").selectAll("path").data(shown).join("path")
      .attr("class", t => "trial" + (t.number === sweep.best ? " best" : "") + (t.state === "failed" ? " failed" : ""))
      .attr("data-trial", t => t.number).attr("d", path).style("stroke", sweep.colour);
    svg.append("g").selectAll("path").data(shown).join("path").attr("class", "hit").attr("d", path)
      .on("pointerenter", (_, t) => sweep.see(t)).on("pointerleave", () => sweep.see(null));

    const groups = svg.append("g").selectAll("g").data(axes).join("g").attr("transform", a => `translate(${a.x},0)`);
    groups.append("line").attr("class", "spine").attr("y1", box.top).attr("y2", box.bottom - BELOW);
    groups.each(function (a) {
      const axis = a.range ? ticks(d3.axisLeft(a.y), a.range, a.y, 7, 18) : d3.axisRight(a.y).ticks(6);
      d3.select(this).append("g").attr("class", "axis").call(axis.tickSize(4))
        .selectAll("text").attr("class", "label");
    });
    groups.append("text").attr("class", "label title").attr("y", (_, i) => i % 2 && sweep.ranges.length > 3 ? 14 : 28)
      .attr("text-anchor", (_, i) => i === 0 ? "start" : i === axes.length - 1 ? "end" : "middle")
      .attr("x", (_, i) => i === 0 ? -box.left : i === axes.length - 1 ? 56 : 0).text(a => short(a.name, 32))
      .append("title").text(a => a.name);
    groups.filter(a => a.range && a.range.preset !== null && Number.isFinite(a.y(a.range.preset)))
      .append("line").attr("class", "preset").attr("x1", -7).attr("x2", 7)
      .attr("y1", a => a.y(a.range.preset)).attr("y2", a => a.y(a.range.preset));

    const kept = new Map();
    groups.append("g").each(function (axis) {
      d3.select(this).call(d3.brushY().extent([[-14, box.top], [14, box.bottom]]).on("brush end", event => {
        event.selection ? kept.set(axis, event.selection) : kept.delete(axis);
        const within = t => [...kept].every(([a, [top, bottom]]) => {
          const at = place(a, t, box);
          return top <= at && at <= bottom;
        });
        chosen(kept.size ? new Set(shown.filter(within).map(t => t.number)) : null);
      }));
    });
    plot.replaceChildren(svg.node());
  }

  return { draw, scale, ticks };
})();
