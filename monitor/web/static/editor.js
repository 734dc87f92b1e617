// The watchlist editor: line numbers, colours, and errors at their lines as the server finds them.
"use strict";
(() => {
  const text = document.getElementById("text");
  const gutter = document.getElementById("gutter");
  const paint = document.getElementById("paint");
  if (!text) return;
  let wrong = new Set();
  const escape = (words) => words.replace(/&/g, "&amp;").replace(/</g, "&lt;");

  function colour(line, number) {
    const parts = /^(\s*(?:- )?)([\p{L}\w][\p{L}\w .-]*)(:)(?=\s|$)(.*)$/u.exec(line);
    const tail = (words) => {
      const cut = words.search(/(^|\s)#/);
      const body = cut < 0 ? words : words.slice(0, cut);
      const note = cut < 0 ? "" : words.slice(cut);
      return escape(body).replace(/("[^"]*"|'[^']*')/g, '<span class="s">$1</span>') + (note ? `<span class="c">${escape(note)}</span>` : "");
    };
    const shown = parts ? `${escape(parts[1])}<span class="k">${escape(parts[2])}</span>${parts[3]}${tail(parts[4])}` : tail(line);
    return wrong.has(number) ? `<span class="e">${shown || " "}</span>` : shown;
  }
  function draw() {
    const lines = text.value.split("\n");
    paint.innerHTML = lines.map((line, place) => colour(line, place + 1)).join("\n") + "\n";
    gutter.innerHTML = lines.map((_, place) => (wrong.has(place + 1) ? `<span class="wrong">${place + 1}</span>` : place + 1)).join("\n");
    follow();
  }
  function follow() {
    paint.scrollTop = text.scrollTop;
    paint.scrollLeft = text.scrollLeft;
    gutter.scrollTop = text.scrollTop;
    gutter.style.height = `${text.offsetHeight}px`;
  }
  function errors() {
    const found = document.getElementById("check");
    wrong = new Set((found && found.dataset.lines ? found.dataset.lines.split(",") : []).map(Number));
    draw();
  }
  function jump(number) {
    const lines = text.value.split("\n");
    const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[number - 1] || "").length);
    text.scrollTop = Math.max(0, (number - 6) * parseFloat(getComputedStyle(text).lineHeight));
  }
  text.addEventListener("input", draw);
  text.addEventListener("scroll", follow);
  window.addEventListener("resize", follow);
  if (window.ResizeObserver) new ResizeObserver(follow).observe(text);
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || text.readOnly) return;
    const start = text.selectionStart;
    const column = start - (text.value.lastIndexOf("\n", start - 1) + 1);
    const line = text.value.slice(text.value.lastIndexOf("\n", start - 1) + 1, start);
    if (line.trim() || start !== text.selectionEnd) return; // inside words Tab leaves the field, as everywhere
    event.preventDefault();
    text.setRangeText(" ".repeat(2 - (column % 2)), start, start, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "check" || document.getElementById("check")) errors(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-line]");
    if (button) jump(Number(button.dataset.line));
  });
  const kept = text.value;
  let saving = false;
  document.getElementById("editor-form").addEventListener("submit", () => { saving = true; });
  window.addEventListener("beforeunload", (event) => { if (!saving && text.value !== kept) event.preventDefault(); });
  const place = /^#L(\d+)$/.exec(location.hash);
  errors();
  if (place) jump(Number(place[1]));
})();
