// Has pages kept on this phone for when there is no signal (worker.js does it), unless the parent said no; and on the
// page about that, lists what is kept, deletes it, and takes the no.

const OURS = "find-your-cluster ";
const NO = "find-your-cluster keeps no pages";
const WORKER = "/worker.js";

const workers = navigator.serviceWorker; // not there in old browsers, and where the address is not safe
if (workers && !saidNo()) addEventListener("load", () => workers.register(allowed()).catch(() => {}), { once: true });

const box = document.querySelector("[data-saved]");
if (box && workers && window.caches) manage(box, box.dataset);

/** The worker's address, in the form that our Content-Security-Policy asks for: no other one can be had here. */
function allowed() {
  return window.trustedTypes ? trustedTypes.createPolicy("saved-pages", { createScriptURL: () => WORKER }).createScriptURL("") : WORKER;
}

function saidNo() {
  try {
    return localStorage.getItem(NO) !== null;
  } catch {
    return true; // a browser that may keep nothing is to keep nothing
  }
}

async function manage(box, says) {
  const list = box.querySelector("ul");
  const said = box.querySelector("[role=status]");
  const [remove, never, again] = ["remove", "never", "again"].map((name) => box.querySelector(`button[name=${name}]`));

  async function show() {
    const pages = await kept();
    list.replaceChildren(...pages.map((page) => item(page, says.day)));
    box.querySelector("[data-none]").hidden = pages.length > 0;
    remove.hidden = pages.length === 0;
    never.hidden = saidNo();
    again.hidden = !saidNo();
  }

  remove.addEventListener("click", async () => {
    await forget();
    said.textContent = says.removed;
    await show();
  });
  never.addEventListener("click", async () => {
    localStorage.setItem(NO, "");
    await Promise.all((await workers.getRegistrations()).map((each) => each.unregister()));
    await forget();
    said.textContent = says.stopped;
    await show();
    again.focus();
  });
  again.addEventListener("click", async () => {
    localStorage.removeItem(NO);
    await workers.register(allowed());
    await workers.ready;
    said.textContent = says.begun;
    await show();
    never.focus();
  });
  box.hidden = false;
  await show();
  workers.ready.then(show); // at the first visit they come a moment later
}

/** What is kept: {address, title, when}, the newest first. */
async function kept() {
  const name = (await caches.keys()).find((each) => each.startsWith(`${OURS}pages`));
  const pages = name ? await caches.open(name) : null;
  const found = await Promise.all(((await pages?.keys()) ?? []).map(async (request) => {
    const page = await pages.match(request);
    const title = /<title>([^<]*)/.exec(await page.text())?.[1].split(" – ")[0];
    return { address: new URL(request.url).pathname, title, when: page.headers.get("x-saved") };
  }));
  return found.reverse();
}

function item({ address, title, when }, day) {
  const link = Object.assign(document.createElement("a"), { href: address, textContent: plain(title) });
  const date = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(new Date(when));
  const row = document.createElement("li");
  row.append(link, ` ${day.replace("{day}", date)}`);
  return row;
}

/** TEXT of a page's source as it is read: the five signs that are written otherwise there. */
function plain(text) {
  const signs = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'" };
  return text.replace(/&(amp|lt|gt|#34|#39);/g, (sign) => signs[sign]);
}

async function forget() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS)).map((name) => caches.delete(name)));
}
