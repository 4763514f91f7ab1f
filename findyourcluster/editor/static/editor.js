// The editing screen. It changes nothing by itself: the program on this machine reads, checks and writes the files.

const $ = (id) => document.getElementById(id);
const text = $("text");
const now = {
  file: "", // the name of the open file
  version: "", // what it held when it was opened or last saved
  saved: "", // its words then
  hasForm: false,
  index: -1, // the record that the form shows
  problems: [],
  turn: 0, // counts what was typed, so that a late answer is not taken for the newest
};
let token = document.querySelector("meta[name=token]").content;
let waiting = 0;

// ---------------------------------------------------------------- talking to the program

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The program's answer: {ok, status, data}. Waits, and says so, while the program does not run. */
async function call(path, body, { raw = false } = {}) {
  for (;;) {
    let answer;
    const used = token;
    try {
      const headers = { "Content-Type": raw ? "application/octet-stream" : "application/json", "X-Token": used };
      const sent = body === undefined ? {} : { method: "POST", headers, body: raw ? body : JSON.stringify(body) };
      answer = await fetch(`/_edit/${path}`, sent);
    } catch {
      say("The program has stopped. Your words are kept here. Start it again: python3 build.py edit", true);
      await pause(700);
      continue;
    }
    if (answer.status === 403 && (await newToken()) !== used) continue; // it was started again
    return { ok: answer.ok, status: answer.status, data: await answer.json() };
  }
}

async function newToken() {
  const page = await (await fetch("/_edit/")).text();
  token = page.match(/name="token" content="([^"]+)"/)[1];
  return token;
}

let spoken = 0; // how often something was said

function say(words, bad = false) {
  spoken++;
  if ($("status").textContent !== words) $("status").textContent = words; // what is the same is not read out again
  $("status").classList.toggle("bad", bad);
}

function make(name, words = "", attributes = {}) {
  const element = document.createElement(name);
  element.textContent = words;
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}

const moment = (date) => date.toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
const clock = (date) => date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

// ---------------------------------------------------------------- words not saved yet, kept in this browser

const keptKey = (file) => `unsaved ${file}`;

function keep() {
  if (text.value === now.saved) localStorage.removeItem(keptKey(now.file));
  else localStorage.setItem(keptKey(now.file), JSON.stringify({ text: text.value, version: now.version, at: Date.now() }));
}

function kept(file) {
  try {
    return JSON.parse(localStorage.getItem(keptKey(file)));
  } catch {
    return null;
  }
}

// ---------------------------------------------------------------- the list of files

function state(file) {
  if (file.problems) return [`${file.problems} ${file.problems > 1 ? "problems" : "problem"}`, true];
  if (kept(file.file)) return ["Typed, not saved", true];
  if (file.due) return ["Due for review", false];
  return [file.ribbon || (file.notes ? `Fine. Notes: ${file.notes}` : "Fine"), false];
}

async function listFiles() {
  const { data: files } = await call("files");
  const focused = document.activeElement.dataset.file;
  const wanted = $("filter").value.trim().toLowerCase();
  for (const list of ["pages", "parts", "data"]) $(list).replaceChildren();
  for (const file of files) {
    if (wanted && !`${file.title} ${file.file}`.toLowerCase().includes(wanted)) continue;
    const [words, bad] = state(file);
    const button = make("button", file.title, { type: "button", "data-file": file.file });
    button.append(" ", make("span", words, { class: bad ? "state bad" : "state" }));
    if (file.file === now.file) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => open(file.file));
    const item = document.createElement("li");
    item.append(button);
    const list = file.file.startsWith("data/") ? "data" : file.file.startsWith("content/parts/") ? "parts" : "pages";
    $(list).append(item);
    if (file.file === focused) button.focus({ preventScroll: true });
  }
}

// ---------------------------------------------------------------- opening

async function open(file, line = 0) {
  if (now.file && now.file !== file) await call("type", { file: now.file, text: null });
  const { ok, data } = await call(`file?file=${encodeURIComponent(file)}`);
  if (!ok) return say(data.says, true);
  Object.assign(now, { file, version: data.version, saved: data.text, hasForm: data.hasForm, index: -1, problems: [] });
  const before = kept(file);
  $("name").textContent = file;
  document.title = `${file} – Edit the site`;
  $("open").hidden = false;
  $("as-form").hidden = !data.hasForm;
  history.replaceState(null, "", `?file=${encodeURIComponent(file)}`);
  if (before) {
    setText(before.text);
    now.version = before.version;
    say(`The words that you typed at ${clock(new Date(before.at))} and did not save are back.`);
  } else {
    setText(data.text);
    say("Open. Nothing is changed yet.");
  }
  showAs(data.hasForm && !line ? "form" : "text");
  if (line) goTo(line, 1);
  else $("name").focus();
  await typed();
  await listFiles();
}

function setText(words) {
  text.value = words;
  drawLines();
}

// ---------------------------------------------------------------- lines and problems beside them

function drawLines() {
  const lines = text.value.split("\n");
  const box = $("lines");
  const bad = new Set(now.problems.map((problem) => problem.line));
  while (box.children.length > lines.length) box.lastChild.remove();
  lines.forEach((line, index) => {
    const element = box.children[index] ?? box.appendChild(document.createElement("div"));
    const words = line || "\u200b";
    if (element.textContent !== words) element.textContent = words;
    element.classList.toggle("bad", bad.has(index + 1));
  });
  fitLines();
}

function fitLines() {
  $("lines").style.inlineSize = `${text.clientWidth}px`;
  $("lines").style.transform = `translateY(${-text.scrollTop}px)`;
}

text.addEventListener("scroll", fitLines);
new ResizeObserver(fitLines).observe(text);

function goTo(line, column) {
  showAs("text");
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const at = start + Math.min(Math.max(column - 1, 0), (lines[line - 1] ?? "").length);
  text.focus();
  text.setSelectionRange(at, at);
  const element = $("lines").children[line - 1];
  if (element) text.scrollTop = element.offsetTop - text.clientHeight / 3;
  fitLines();
}

function problemItem(problem, isNote) {
  const item = make("li", "", isNote ? { class: "note" } : {});
  const line = problem.line ? `line ${problem.line}` : "the whole file";
  const words = problem.file === now.file ? line[0].toUpperCase() + line.slice(1) : `${problem.file}, ${line}`;
  const where = make("button", words, { type: "button" });
  where.addEventListener("click", () =>
    problem.file === now.file ? goTo(problem.line, problem.column) : open(problem.file, problem.line));
  item.append(where, make("p", [problem.says, problem.fix].filter(Boolean).join(" ")));
  if (problem.paste && problem.file === now.file) {
    const mend = make("button", "Mend it", { type: "button", "aria-label": `Mend line ${problem.line}` });
    mend.addEventListener("click", () => mendLine(problem));
    item.append(make("code", problem.paste), mend);
  }
  if (problem.why) item.append(make("p", `Why: ${problem.why}`, { class: "hint" }));
  return item;
}

function mendLine(problem) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, problem.line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  showAs("text");
  text.focus();
  text.setSelectionRange(start, start + lines[problem.line - 1].length);
  write(problem.paste);
}

function showProblems({ problems, others, notes, notChecked }) {
  now.problems = problems;
  const elsewhere = others.length ? ` ${others.length} in other files.` : "";
  const noted = notes.length ? ` Notes, which stop nothing: ${notes.length}.` : "";
  const words = problems.length ? `${problems.length} to mend here.` : "None here.";
  if ($("count").textContent !== words + elsewhere + noted) $("count").textContent = words + elsewhere + noted;
  $("count").classList.toggle("bad", problems.length > 0);
  text.setAttribute("aria-invalid", String(problems.length > 0));
  const focused = [...$("problems").querySelectorAll("button")].indexOf(document.activeElement);
  $("problems").replaceChildren(
    ...[...problems, ...others].map((problem) => problemItem(problem, false)),
    ...notes.map((note) => problemItem(note, true)),
    ...notChecked.map((words) => make("li", words, { class: "note" })),
  );
  if (focused >= 0) ($("problems").querySelectorAll("button")[focused] ?? text).focus({ preventScroll: true });
  drawLines();
  showWrongBoxes();
}

// ---------------------------------------------------------------- typing

async function typed() {
  const turn = ++now.turn;
  keep();
  drawLines();
  const line = now.index >= 0 ? (records[now.index]?.line ?? 0) : text.value.slice(0, text.selectionStart).split("\n").length;
  const isSaved = text.value === now.saved;
  const before = spoken;
  const { ok, data } = await call("type", { file: now.file, text: isSaved ? null : text.value, line });
  if (turn !== now.turn) return; // more was typed meanwhile
  if (!ok) return say(data.says, true);
  showProblems(data);
  lookAt(data.address);
  if (text.value === now.saved) return;
  if (spoken !== before && $("status").classList.contains("bad")) return; // what was refused meanwhile is not talked over
  const count = data.problems.length;
  say(count ? `Not saved. ${count} to mend, below; until then the live page shows the last good words.` : "Not saved. The live page shows what you typed.");
}

function later() {
  keep();
  drawLines();
  clearTimeout(waiting);
  waiting = setTimeout(typed, 200);
}

text.addEventListener("input", later);

function lookAt(address) {
  if (!address) return;
  $("live-link").href = address;
  $("live-link").textContent = `Live page: ${address}`;
  const frame = $("live").contentWindow;
  if (frame.location.pathname !== address) frame.location.replace(address);
}

/** Puts WORDS in the place of what is selected, as if typed: the browser's own undo takes them back. */
function write(words) {
  text.focus();
  if (!document.execCommand("insertText", false, words)) {
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    later();
  }
}

const selected = () => text.value.slice(text.selectionStart, text.selectionEnd);
const lineStart = () => text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;

function beginLines(mark) {
  const start = lineStart();
  const lines = text.value.slice(start, text.selectionEnd).split("\n");
  text.setSelectionRange(start, text.selectionEnd);
  write(lines.map((line) => (line.startsWith(mark) ? line : mark + line)).join("\n"));
}

let leaving = false; // Esc was pressed: the next Tab leaves the box

text.addEventListener("keydown", (event) => {
  const control = event.ctrlKey || event.metaKey;
  if (event.key === "Tab" && !leaving && !control && !event.altKey) {
    event.preventDefault();
    if (event.shiftKey) moveOut();
    else write("    ");
  } else if (event.key === "Enter" && !event.shiftKey && !control && continueList()) {
    event.preventDefault();
  } else if (control && event.key === "b") {
    event.preventDefault();
    tools.bold();
  } else if (control && event.key === "k") {
    event.preventDefault();
    tools.link();
  }
  leaving = event.key === "Escape";
});

function moveOut() {
  const start = lineStart();
  const spaces = text.value.slice(start).match(/^ {1,4}/);
  if (!spaces) return;
  const caret = text.selectionStart;
  text.setSelectionRange(start, start + spaces[0].length);
  document.execCommand("delete");
  const back = Math.max(start, caret - spaces[0].length);
  text.setSelectionRange(back, back);
}

/** On a line of a list, Enter begins the next line of it; on an empty one, it ends the list. */
function continueList() {
  const start = lineStart();
  const line = text.value.slice(start, text.selectionStart);
  const item = line.match(/^(\s*)([-*]|(\d+)\.) (.*)$/);
  if (!item || text.selectionStart !== text.selectionEnd) return false;
  if (!item[4].trim()) {
    text.setSelectionRange(start, text.selectionStart);
    document.execCommand("delete");
    return true;
  }
  write(`\n${item[1]}${item[3] ? `${Number(item[3]) + 1}.` : item[2]} `);
  return true;
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    if (now.file) save();
  }
});

// ---------------------------------------------------------------- dialogs

/** Asks; gives the value of the button that was pressed, "" for none. BUTTONS: [value, words], the main one first. */
function ask(title, body, buttons) {
  const dialog = $("dialog");
  $("dialog-title").textContent = title;
  $("dialog-body").replaceChildren(...body);
  $("dialog-buttons").replaceChildren(
    ...buttons.map(([value, words], index) => make("button", words, { value, class: index ? "" : "main" })),
  );
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

function field(label, id, options) {
  const box = document.createElement("p");
  box.append(make("label", label, { for: id }));
  const input = make("input", "", { id, autocomplete: "off" });
  box.append(input);
  if (options) {
    const list = make("datalist", "", { id: `${id}-list` });
    list.append(...options.map(([value, words]) => make("option", words, { value })));
    input.setAttribute("list", list.id);
    box.append(list);
  }
  return box;
}

/** The value of what was TYPED into such a box: one of OPTIONS, or the first whose words have it in them. */
function meant(typed, options) {
  const words = typed.trim().toLowerCase();
  const option = options.find(([value]) => value === typed.trim()) ?? options.find(([, name]) => name.toLowerCase().includes(words));
  return words && option ? option[0] : "";
}

const tools = {
  heading: () => beginLines("## "),
  list: () => beginLines("- "),
  bold: () => write(`**${selected() || "important words"}**`),
  async link() {
    const words = selected();
    const { data } = await call("things");
    const pages = data.pages.map((page) => [page.id, page.name]);
    const to = field("Where does it lead? A page of ours, or an address", "link-to", pages);
    const says = field("Words that parents see", "link-words");
    says.querySelector("input").value = words;
    if ((await ask("Link", [says, to], [["yes", "Put it in"], ["", "Not now"]])) !== "yes") return text.focus();
    const typedTo = $("link-to").value.trim();
    const address = /[/#.:]/.test(typedTo) ? typedTo : meant(typedTo, pages) || typedTo;
    write(`[${$("link-words").value || "where it leads"}](${address})`);
  },
  async box() {
    const { data } = await call("things");
    const choice = make("select", "", { id: "box-kind" });
    choice.append(...data.boxes.map((box) => make("option", box.name, { value: box.id })));
    const label = make("label", "Which kind of box?", { for: "box-kind" });
    if ((await ask("Box", [label, choice], [["yes", "Put it in"], ["", "Not now"]])) !== "yes") return text.focus();
    const words = (selected() || "Your words.").split("\n").join("\n    ");
    write(`\n!!! ${$("box-kind").value}\n    ${words}\n`);
  },
  async cite() {
    const { data } = await call("things");
    const options = [
      ...data.facts.map((fact) => [`fact: ${fact.id}`, fact.name]),
      ...data.contacts.map((contact) => [`contact: ${contact.id}`, contact.name]),
      ...data.contacts.map((contact) => [`phone: ${contact.id}`, `Phone of ${contact.name}`]),
      ...data.schools.map((school) => [`school: ${school.id}`, school.name]),
    ];
    const body = field("Type some of its words", "cite-what", options);
    if ((await ask("Fact, contact or school", [body], [["yes", "Put it in"], ["", "Not now"]])) !== "yes") return text.focus();
    const what = meant($("cite-what").value, options);
    if (!what) return say("There is no fact, contact or school with those words.", true);
    write(what.startsWith("contact:") ? `\n{{ ${what} }}\n` : `{{ ${what} }}`);
  },
  async picture() {
    const file = document.createElement("p");
    file.append(make("label", "The picture", { for: "picture-file" }), make("input", "", { id: "picture-file", type: "file", accept: "image/*" }));
    const alt = field("What does it show? Some parents only hear this", "picture-alt");
    if ((await ask("Picture", [file, alt], [["yes", "Put it in"], ["", "Not now"]])) !== "yes") return text.focus();
    const chosen = $("picture-file").files[0];
    if (!chosen) return say("No picture was chosen.", true);
    const { ok, data } = await call(`picture?name=${encodeURIComponent(chosen.name)}`, chosen, { raw: true });
    if (!ok) return say(data.says, true);
    write(`\n![${$("picture-alt").value}](${data.address})\n`);
  },
};

for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => tools[button.dataset.do]());
}

// ---------------------------------------------------------------- saving, conflicts, earlier versions

let isSaving = false;

/** Saves once, however often it is asked for meanwhile. */
async function save() {
  if (isSaving) return;
  isSaving = true;
  await saveOnce().finally(() => (isSaving = false));
}

async function saveOnce() {
  await leaveBox();
  clearTimeout(waiting);
  if (text.value === now.saved) return say("There is nothing to save.");
  const typedText = text.value;
  say("Looking at what will change.");
  const { data: will } = await call("changes", { file: now.file, text: typedText });
  if (will.problems?.length) return refused({ says: `Not saved: ${will.problems.length} to mend first.` });
  const list = document.createElement("ul");
  list.append(...(will.says ?? [will]).map((sentence) => make("li", sentence)));
  const answer = await ask("What will change", [list], [["yes", "Save"], ["", "Not yet"]]);
  if (answer === "yes") return put(typedText, now.version);
  say("Not saved. Your words are still here.");
  text.focus();
}

async function put(words, version) {
  const { ok, status, data } = await call("save", { file: now.file, text: words, version });
  if (ok) return saved(data, "Saved.");
  if (status === 409) return conflict(words, data);
  refused(data);
}

function saved(data, words) {
  const isSame = text.value === data.text || text.value === now.saved;
  Object.assign(now, { version: data.version, saved: data.text });
  if (!isSame) keep();
  else setText(data.text);
  keep();
  say(`${words} It is ${clock(new Date())}. Parents see it when the site is published.`);
  return Promise.all([listFiles(), now.index >= 0 ? showRecord() : null, refresh()]);
}

async function refresh() {
  const { ok, data } = await call("type", { file: now.file, text: text.value === now.saved ? null : text.value });
  if (ok) showProblems(data);
}

function refused(data) {
  say(data.says, true);
  $("problems").querySelector("button")?.focus();
}

async function conflict(words, data) {
  const theirs = make("pre", data.theirs.text);
  const details = document.createElement("details");
  details.append(make("summary", "What the file holds now"), theirs);
  const body = [make("p", data.says), make("p", "Your words are still here. Whichever you take, the other is kept under “Earlier versions”."), details];
  const answer = await ask("Somebody else saved this file", body, [["mine", "Save mine"], ["theirs", "Take theirs"], ["", "Not yet"]]);
  if (answer === "mine") return put(words, data.theirs.version);
  if (answer !== "theirs") return text.focus();
  await call("aside", { file: now.file, text: words });
  Object.assign(now, { version: data.theirs.version, saved: data.theirs.text });
  setText(data.theirs.text);
  say("You see what the file holds now. Your words are under “Earlier versions”.");
  await typed();
}

async function earlier() {
  const { ok, data: versions } = await call(`versions?file=${encodeURIComponent(now.file)}`);
  if (!ok) return say(versions.says, true);
  if (!versions.length) return say("There is no earlier version yet: one is kept each time you save.");
  const list = make("select", "", { id: "which-version", size: Math.max(2, Math.min(versions.length, 8)) });
  list.append(...versions.map((version) => make("option", `${moment(new Date(version.when))}: ${version.says}`, { value: version.id })));
  list.selectedIndex = 0;
  const look = make("pre", "", { tabindex: "0", "aria-label": "What it held" });
  const show = async () => {
    const { data } = await call(`version?file=${encodeURIComponent(now.file)}&id=${list.value}`);
    look.textContent = data.text;
  };
  list.addEventListener("change", show);
  await show();
  const body = [make("label", "Which one? The newest is first.", { for: "which-version" }), list, look];
  if ((await ask("Earlier versions", body, [["yes", "Go back to it"], ["", "Close"]])) !== "yes") return text.focus();
  if (text.value !== now.saved) await call("aside", { file: now.file, text: text.value });
  const answer = await call("restore", { file: now.file, id: list.value, version: now.version });
  if (answer.status === 409) return say("Somebody saved this file meanwhile. Open it again.", true);
  if (!answer.ok) return say(answer.data.says, true);
  now.saved = text.value; // it is put aside
  await saved(answer.data, "You are back at that version.");
}

async function discard() {
  if (text.value === now.saved) return say("You have typed nothing that is not saved.");
  await call("aside", { file: now.file, text: text.value });
  localStorage.removeItem(keptKey(now.file));
  await open(now.file);
  say("Your words are gone from the page. They are kept under “Earlier versions”.");
}

$("save").addEventListener("click", save);
$("undo").addEventListener("click", earlier);
$("discard").addEventListener("click", discard);
$("filter").addEventListener("input", listFiles);

// ---------------------------------------------------------------- records as forms

let records = [];
let listing = Promise.resolve();

function showAs(how) {
  const asForm = how === "form" && now.hasForm;
  $("record").hidden = !asForm;
  $("paper").hidden = asForm;
  document.querySelector(".toolbar").hidden = asForm || now.file.startsWith("data/");
  $("as-form").setAttribute("aria-pressed", String(asForm));
  if (!asForm) {
    now.index = -1;
    fitLines();
  } else if (now.index < 0) {
    listing = listRecords();
  }
}

$("as-form").addEventListener("click", async () => {
  await leaveBox();
  showAs($("record").hidden ? "form" : "text");
});

async function listRecords() {
  const { ok, data } = await call("records", { file: now.file, text: text.value });
  records = ok ? data : [];
  $("which-list").replaceChildren(...records.map((record) => make("option", "", { value: record.name })));
  $("boxes").replaceChildren(make("p", `${records.length} entries. Type a name, or some of it, and choose.`));
}

$("which").addEventListener("change", async () => {
  await listing; // somebody may type before the names are there
  const name = $("which").value.trim().toLowerCase();
  const exact = records.findIndex((record) => record.name.toLowerCase() === name);
  now.index = exact >= 0 ? exact : records.findIndex((record) => name && record.name.toLowerCase().includes(name));
  if (now.index < 0) return say("There is no entry of that name.", true);
  $("which").value = records[now.index].name;
  showRecord().then(typed);
});

async function showRecord() {
  const { ok, data } = await call("form", { file: now.file, text: text.value, index: now.index });
  if (!ok) return say(data.says, true);
  $("boxes").replaceChildren(...data.flatMap(boxFor));
  showWrongBoxes();
}

function boxFor(box) {
  const id = `box-${box.key.replace(".", "-")}`;
  const label = make("label", box.label, { for: id });
  const hint = make("span", box.hint, { class: "hint", id: `${id}-hint` });
  const wrong = make("span", "", { class: "wrong", id: `${id}-wrong` });
  const isLong = ["words", "list", "phones"].includes(box.kind);
  const input = make(box.kind === "choice" ? "select" : isLong ? "textarea" : "input", "", {
    id, name: box.key, "aria-describedby": `${id}-hint ${id}-wrong`, "data-line": box.line, autocomplete: "off",
  });
  if (box.kind === "choice") {
    const options = box.options.includes(box.value) || !box.value ? box.options : [...box.options, box.value];
    input.append(make("option", "", { value: "" }), ...options.map((option, at) => make("option", box.titles[at] ?? option, { value: option })));
  } else if (box.options.length && !isLong) {
    const list = make("datalist", "", { id: `${id}-list` });
    list.append(...box.options.map((option) => make("option", "", { value: option })));
    input.setAttribute("list", list.id);
    wrong.append(list);
  }
  if (box.kind === "day") input.placeholder = "2026-01-15";
  input.value = box.value;
  input.addEventListener("change", () => (filling = fill(box.key, input)));
  return [label, hint, input, wrong];
}

let filling = Promise.resolve();

/** Waits for the box in which somebody is typing. */
async function leaveBox() {
  if ($("record").contains(document.activeElement)) document.activeElement.blur();
  await filling;
}

async function fill(key, input) {
  const { ok, data } = await call("put", { file: now.file, text: text.value, index: now.index, key, value: input.value });
  if (!ok) return say(data.says, true);
  setText(data.text);
  await typed();
  const { data: boxes } = await call("form", { file: now.file, text: text.value, index: now.index });
  for (const box of boxes) $(`box-${box.key.replace(".", "-")}`)?.setAttribute("data-line", box.line);
  showWrongBoxes();
}

function showWrongBoxes() {
  for (const input of $("boxes").querySelectorAll("[data-line]")) {
    const line = Number(input.dataset.line);
    const wrong = now.problems.filter((problem) => line && problem.line === line);
    const place = $(`${input.id}-wrong`);
    place.firstChild?.nodeType === Node.TEXT_NODE && place.firstChild.remove();
    place.prepend(wrong.map((problem) => `${problem.says} ${problem.fix}`).join(" "));
    input.setAttribute("aria-invalid", String(wrong.length > 0));
  }
}

$("record").addEventListener("submit", (event) => event.preventDefault());

// ---------------------------------------------------------------- new pages, what is due

$("new-page").addEventListener("click", async () => {
  const title = field("Its title, as parents read it", "new-title");
  const name = field("Its address, in small letters with hyphens. Empty: made from the title", "new-name");
  if ((await ask("New page", [title, name], [["yes", "Begin it"], ["", "Not now"]])) !== "yes") return;
  const typedTitle = $("new-title").value.trim();
  const { ok, data } = await call("new", { name: $("new-name").value.trim() || typedTitle, title: typedTitle });
  if (!ok) return say(data.says, true);
  await open(data.file);
  say("A new page, as a draft: parents see it when you take out the line draft: yes.");
});

$("show-due").addEventListener("click", async () => {
  const { ok, data } = await call("due");
  if (!ok) return say(data.says, true);
  const list = document.createElement("ol");
  for (const row of data) {
    const item = document.createElement("li");
    const button = make("button", "Open", { value: `${row.file} ${row.line}`, "aria-label": `Open ${row.name}` });
    item.append(make("span", `${row.days < 0 ? "Overdue since" : "By"} ${row.day}: ${row.name} `), button);
    list.append(item);
  }
  const answer = await ask("To be looked at again", [list], [["", "Close"]]);
  if (answer) open(...answer.split(" "));
});

// ---------------------------------------------------------------- what changes elsewhere

async function lookAgain() {
  if (!now.file) return listFiles();
  const { ok, data } = await call(`file?file=${encodeURIComponent(now.file)}`);
  if (ok && data.version !== now.version) {
    if (text.value === now.saved) {
      Object.assign(now, { version: data.version, saved: data.text });
      setText(data.text);
      say("This file was changed outside this window. You see its new words.");
      await typed();
    } else {
      say("Somebody else saved this file. When you save, you are asked which words to take.", true);
    }
  }
  await listFiles();
}

function listen() {
  const socket = new WebSocket(`ws://${location.host}/livereload`);
  let timer = 0;
  socket.onmessage = () => {
    clearTimeout(timer);
    timer = setTimeout(lookAgain, 150);
  };
  socket.onclose = async () => {
    await pause(700);
    listen();
    if (now.file) await call("files"); // waits until the program runs again
    if (now.file) await typed();
  };
}

addEventListener("pagehide", () => {
  if (!now.file) return;
  keep();
  const headers = { "Content-Type": "application/json", "X-Token": token };
  fetch("/_edit/type", { method: "POST", headers, body: JSON.stringify({ file: now.file, text: null }), keepalive: true });
});

listen();
await listFiles();
const asked = new URLSearchParams(location.search);
if (asked.get("file")) await open(asked.get("file"), Number(asked.get("line")) || 0);
