// The course of a claim: one step line per party, bars for what the words leave open, lanes for stances.
"use strict";
(() => {
  const box = document.getElementById("chart");
  if (!box || !window.uPlot) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const light = ["#1d4f80", "#a11d21", "#1d6b3a", "#855200", "#6a3aa3", "#0e6e76", "#8a2f6b", "#5c5850"];
  const night = ["#9cc4ee", "#ff9a92", "#86d3a0", "#ecb95c", "#c9a6f5", "#7fd3da", "#f0a3d0", "#c4c0b6"];
  const dashes = [[], [7, 4], [2, 3], [10, 3, 2, 3]];
  const number = new Intl.NumberFormat(box.dataset.lang, { maximumFractionDigits: 2 });
  const day = new Intl.DateTimeFormat(box.dataset.lang, { timeZone: "Europe/Berlin", day: "numeric", month: "short", year: "2-digit" });
  const moment = new Intl.DateTimeFormat(box.dataset.lang, { timeZone: "Europe/Berlin", dateStyle: "medium", timeStyle: "short" });
  let plot = null;
  let data = null;
  const off = new Set();

  fetch(box.dataset.series, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((found) => { data = found; if (usable().length) { draw(); legend(); } else { box.closest(".chart-box").hidden = true; } })
    .catch(() => { box.textContent = document.body.dataset.failed; });

  const usable = () => data.courses.filter((course) => course.points.some((point) => point.y !== null));
  // Lines that would lie on each other run side by side: who says the same steps a few pixels off the height it names.
  const STEP = 5;
  function beside(courses, perPixel) {
    const spans = courses.map((course) => course.points.map((point, index) => ({
      y: point.y, from: point.at, to: index + 1 < course.points.length ? course.points[index + 1].at : data.now,
    })));
    const meet = (left, right) => left.some((one) => one.y !== null && right.some((two) => one.y === two.y && one.from < two.to && two.from < one.to));
    const shown = courses.map((course) => !off.has(course.party));
    const steps = courses.map(() => 0);
    courses.forEach((course, place) => {
      if (!shown[place]) return;
      const taken = new Set();
      for (let other = 0; other < place; other += 1) if (shown[other] && meet(spans[place], spans[other])) taken.add(steps[other]);
      for (const step of [0, 1, -1, 2, -2, 3, -3, 4, -4]) if (!taken.has(step)) { steps[place] = step; break; }
    });
    return steps.map((step) => step * STEP * perPixel);
  }
  let lift = [];
  const colour = (place) => (dark.matches ? night : light)[place % light.length];

  function table(courses) {
    const times = new Set([data.now]);
    courses.forEach((course) => course.points.forEach((point) => times.add(point.at)));
    const xs = [...times].sort((left, right) => left - right);
    const rows = courses.map((course, number) => {
      let place = 0;
      let last = null;
      return xs.map((x) => {
        while (place < course.points.length && course.points[place].at <= x) { const { y } = course.points[place]; last = y === null ? null : y + lift[number]; place += 1; }
        return last;
      });
    });
    return [xs, ...rows];
  }

  function bars(courses) {
    return (u) => {
      const ctx = u.ctx;
      const ratio = devicePixelRatio || 1;
      courses.forEach((course, place) => {
        if (off.has(course.party)) return;
        ctx.save();
        ctx.setLineDash([]);
        ctx.beginPath();
        ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
        ctx.clip();
        course.points.forEach((point, index) => {
          if (point.y === null) return;
          const end = index + 1 < course.points.length ? course.points[index + 1].at : data.now;
          const left = u.valToPos(point.at, "x", true);
          const right = Math.max(u.valToPos(end, "x", true), left + 3 * ratio);
          if (data.kind === "figure" && point.low !== null && point.high !== null && (point.low !== point.high || point.vague)) {
            const high = u.valToPos(point.high, "y", true);
            const low = u.valToPos(Math.max(point.low, u.scales.y.min), "y", true);
            const shade = ctx.createLinearGradient(0, high, 0, low);
            const strong = `${colour(place)}40`;
            const gone = `${colour(place)}00`;
            shade.addColorStop(0, point.open_high ? gone : strong);
            shade.addColorStop(1, point.open_low ? gone : strong);
            ctx.fillStyle = shade;
            ctx.fillRect(left, high, right - left, Math.max(low - high, 2 * ratio));
          }
          const y = u.valToPos(point.y + lift[place], "y", true);
          ctx.beginPath();
          ctx.fillStyle = point.vague ? getComputedStyle(document.body).backgroundColor : colour(place);
          ctx.strokeStyle = colour(place);
          ctx.lineWidth = 2 * ratio;
          ctx.arc(left, y, 4.5 * ratio, 0, 7);
          ctx.fill();
          ctx.stroke();
        });
        ctx.restore();
      });
    };
  }

  function range(courses) {
    if (data.kind === "lanes") return [-0.5, data.lanes.length - 0.5];
    const seen = courses.filter((course) => !off.has(course.party)).flatMap((course) => course.points).flatMap((point) => [point.y, point.low, point.high]).filter((value) => value !== null);
    const high = Math.max(...seen, 1);
    const low = Math.min(...seen);
    const room = (high - low || high) * 0.12;
    return [low - room < 0 || low < high / 3 ? 0 : low - room, high + room];
  }

  function draw() {
    const courses = usable();
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--soft").trim();
    const rule = style.getPropertyValue("--line").trim();
    const axis = { stroke: ink, grid: { stroke: rule, width: 1 }, ticks: { stroke: rule }, font: "12px system-ui, sans-serif" };
    const lanes = data.kind === "lanes";
    const first = Math.min(...courses.flatMap((course) => course.points.map((point) => point.at)));
    const pad = Math.max((data.now - first) * 0.03, 3600);
    const narrow = box.clientWidth < 520;
    const longest = lanes ? Math.max(...data.lanes.map((lane) => lane.length)) * 6.6 + 18 : 74;
    const height = lanes ? Math.max(160, 50 + data.lanes.length * 40) : narrow ? 260 : 340;
    const [bottom, top] = range(courses);
    lift = beside(courses, (top - bottom) / (height - 50));
    const options = {
      width: box.clientWidth,
      height,
      scales: { x: { time: true, range: () => [first - pad, data.now + pad] }, y: { range: () => range(courses) } },
      axes: [
        { ...axis, space: 90, values: (u, ticks) => ticks.map((tick) => day.format(tick * 1000)) },
        {
          ...axis,
          size: Math.min(longest, narrow ? 150 : 170),
          splits: lanes ? () => data.lanes.map((_, place) => place) : undefined,
          values: (u, ticks) => ticks.map((tick) => (lanes ? data.lanes[tick] : number.format(tick))),
        },
      ],
      series: [{}, ...courses.map((course, place) => ({
        label: course.party,
        stroke: colour(place),
        width: 2,
        dash: dashes[Math.floor(place / 2) % dashes.length],
        paths: uPlot.paths.stepped({ align: 1 }),
        points: { show: false },
        show: !off.has(course.party),
      }))],
      cursor: { y: false, points: { show: false } },
      legend: { show: false },
      hooks: { draw: [bars(courses)], setCursor: [(u) => near(u, courses)] },
    };
    if (plot) plot.destroy();
    plot = new uPlot(options, table(courses), box);
    plot.over.addEventListener("click", () => near(plot, courses, true));
  }

  function near(u, courses) {
    const { left, top } = u.cursor;
    if (left === null || left < 0) return;
    let best = null;
    courses.forEach((course, place) => {
      if (off.has(course.party)) return;
      course.points.forEach((point) => {
        if (point.y === null) return;
        const dx = u.valToPos(point.at, "x") - left;
        const dy = u.valToPos(point.y + lift[place], "y") - top;
        const far = dx * dx + dy * dy * 0.6;
        if (!best || far < best.far) best = { far, course, point, place };
      });
    });
    if (best) tell(best);
  }

  function tell({ course, point }) {
    const out = document.getElementById("point");
    out.replaceChildren();
    const head = document.createElement("p");
    const who = document.createElement("b");
    who.textContent = `${course.party}: ${point.value}`;
    const when = document.createElement("span");
    when.className = "by";
    when.textContent = ` ${moment.format(point.at * 1000)} · ${point.outlet}`;
    head.append(who, when);
    const words = document.createElement("q");
    words.textContent = point.sentence;
    out.append(head, words);
    if (point.change || point.article) {
      const link = document.createElement("a");
      link.href = point.change ? box.dataset.change + encodeURIComponent(point.change) : box.dataset.article + point.article;
      link.textContent = box.dataset.open;
      out.append(link);
    }
  }

  function legend() {
    const out = document.getElementById("legend");
    out.replaceChildren();
    usable().forEach((course, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", String(!off.has(course.party)));
      const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      picture.setAttribute("width", "22"); picture.setAttribute("height", "8"); picture.setAttribute("aria-hidden", "true");
      const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("d", "M0 4h22"); line.setAttribute("stroke", colour(place)); line.setAttribute("stroke-width", "3");
      line.setAttribute("stroke-dasharray", dashes[Math.floor(place / 2) % dashes.length].join(" "));
      picture.append(line);
      button.append(picture, course.party);
      button.addEventListener("click", () => {
        if (off.has(course.party)) off.delete(course.party); else off.add(course.party);
        draw();
        legend();
      });
      out.append(button);
    });
  }

  let wait;
  new ResizeObserver(() => { clearTimeout(wait); wait = setTimeout(() => { if (data && plot && Math.abs(plot.width - box.clientWidth) > 4) draw(); }, 120); }).observe(box);
  dark.addEventListener("change", () => { if (data && plot) { draw(); legend(); } });
})();
