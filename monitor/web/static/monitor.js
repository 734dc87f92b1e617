// Keys, live updates, selection and messages of the dashboard. Pages work without it; it makes them quick.
"use strict";
document.documentElement.classList.add("js");
(() => {
  const $ = (query, inside = document) => inside.querySelector(query);
  const all = (query, inside = document) => [...inside.querySelectorAll(query)];
  const headers = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}");

  // --- messages
  let hush;
  function say(words) {
    const box = $("#say");
    if (!box || !words) return;
    box.textContent = words;
    box.hidden = false;
    clearTimeout(hush);
    hush = setTimeout(() => { box.hidden = true; }, 7000);
  }
  document.addEventListener("said", (event) => say(event.detail.text));
  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText || "", "text/html");
    const said = page.querySelector("h1");
    say(said ? said.textContent : document.body.dataset.failed);
  });
  document.addEventListener("htmx:sendError", () => say(document.body.dataset.offline));

  // --- forms: empty fields do not belong in addresses
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get" || !event.detail.elt.matches("form.filters")) return;
    const kept = event.detail.formData;
    for (const name of [...kept.keys()]) if (kept.get(name) === "") kept.delete(name);
  });

  function post(address, values) {
    return fetch(address, {
      method: "POST",
      headers: { ...headers(), "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true" },
      body: new URLSearchParams(values),
    });
  }

  // --- on a phone the row of pages is longer than the screen: begin where we are
  const current = $(".top nav [aria-current]");
  if (current) current.parentElement.scrollLeft = current.offsetLeft - 16;

  // --- what was opened is read
  const opened = $("[data-opened]");
  if (opened && opened.dataset.opened) post(opened.dataset.read, { key: opened.dataset.opened }).catch(() => {});

  // --- lines: where the keys are
  const lines = () => all("#lines > .line");
  let at = null;
  const here = () => lines().find((line) => line.id === at) || null;
  function go(step) {
    const list = lines();
    if (!list.length) return;
    const place = list.findIndex((line) => line.id === at);
    const next = list[Math.min(list.length - 1, Math.max(0, place < 0 ? 0 : place + step))];
    list.forEach((line) => line.classList.toggle("at", line === next));
    at = next.id;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("focusin", (event) => {
    const line = event.target.closest ? event.target.closest("#lines > .line") : null;
    if (line) at = line.id;
  });
  document.addEventListener("htmx:oobAfterSwap", () => {
    const line = here();
    if (line) { line.classList.add("at"); line.focus({ preventScroll: true }); }
    count();
  });

  function press(key) {
    const inside = here() || document;
    const button = $(`[data-do="${key}"]`, inside);
    if (button) button.click();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    const line = here();
    const act = {
      j: () => go(1), k: () => go(-1),
      r: () => press("r"), f: () => press("f"), b: () => press("b"), a: () => press("a"),
      e: () => { const list = $("#lines"); if (line && list.dataset.read) mark(line, list.dataset.read); },
      x: () => { const box = line && $(".pick", line); if (box) { box.checked = !box.checked; count(); } },
      "/": () => { const field = $("input[type=search]"); if (field) field.focus(); },
      "?": () => { const box = $("#keys"); if (box) box.showModal(); },
      Enter: () => { const link = line && event.target === line && $(".line-move a", line); if (link) link.click(); else return true; },
    }[event.key];
    if (act && act() !== true) event.preventDefault();
  });
  function mark(line, address) {
    const read = line.classList.contains("unread");
    line.classList.toggle("unread", !read);
    post(address, { key: line.dataset.key, value: read ? "" : "no" }).catch(() => say(document.body.dataset.offline));
  }

  // --- picking several
  function count() {
    const bar = $("#bulk");
    if (!bar) return;
    const picked = all("#lines .pick:checked").length;
    bar.hidden = picked === 0;
    $("[data-count]", bar).textContent = picked;
  }
  document.addEventListener("change", (event) => { if (event.target.matches(".pick")) count(); });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-open], [data-unpick], [data-print]");
    if (!button) return;
    if (button.dataset.open !== undefined && $(`#${button.dataset.open}`)) $(`#${button.dataset.open}`).showModal();
    if (button.dataset.unpick !== undefined) { all("#lines .pick:checked").forEach((box) => { box.checked = false; }); count(); }
    if (button.dataset.print !== undefined) window.print();
  });

  // --- live: the list never moves under the reader's eyes; a button says what is new
  let source;
  function listen() {
    if (source) { source.close(); source = null; }
    const list = $("#lines");
    if (!list || !list.dataset.live || !window.EventSource) return;
    source = new EventSource(list.dataset.live);
    source.addEventListener("changes", (event) => {
      const box = $("#fresh");
      const number = Number(event.data);
      if (!box || !number) return;
      $("[data-count]", box).textContent = number;
      box.hidden = false;
      document.title = `● ${document.title.replace(/^● /, "")}`;
    });
  }
  listen();
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "log") { at = null; listen(); count(); } });
  window.addEventListener("pagehide", () => { if (source) source.close(); });
})();
