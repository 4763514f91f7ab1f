// Keeps pages that a parent has opened, and a few that everybody needs, for when there is no signal. It asks nobody but
// this site. Above stands SITE, put there by findyourcluster/outputs/offline.py.

const OURS = "find-your-cluster ";
const PAGES = `${OURS}pages 1`;
const ASSETS = `${OURS}assets 1`;
const MOST = 200; // pages, and as many assets; the oldest go first
const PATIENCE = 8000; // milliseconds that a page may take where there is a copy
const SAVED = "x-saved"; // a header of ours: when the copy was made
const MAIN = '<main id="main" class="width">';

self.addEventListener("install", (event) => event.waitUntil(SITE.on ? begin() : self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(SITE.on ? takeOver() : end()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (!SITE.on || request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, pathname));
  else if (SITE.immutable.some((start) => pathname.startsWith(start))) event.respondWith(asset(event, pathname));
});

/** Keeps what everybody needs, and the pages that are open now: they were loaded before this worker was there. */
async function begin() {
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const read = open.map((client) => new URL(client.url).pathname);
  const sparing = self.navigator.connection?.saveData ? [SITE.shelf] : SITE.pages;
  const pages = [...new Set([...sparing, ...read])].filter(Boolean);
  await Promise.allSettled([...pages.map(fetchPage), ...SITE.assets.map(fetchAsset)]);
  await self.skipWaiting();
}

async function takeOver() {
  await forget((name) => ![PAGES, ASSETS].includes(name));
  await self.clients.claim();
}

/** The site keeps nothing any more: all that was kept goes, and this worker too. */
async function end() {
  await forget(() => true);
  await self.registration.unregister();
}

async function forget(which) {
  const names = await caches.keys(); // those of others at this host are not ours to delete
  await Promise.all(names.filter((name) => name.startsWith(OURS) && which(name)).map((name) => caches.delete(name)));
}

// ---------------------------------------------------------------- pages: the newest that can be had

async function page(event, address) {
  const saved = await (await caches.open(PAGES)).match(address);
  const coming = fetch(event.request, { cache: "no-cache" });
  event.waitUntil(coming.then((answer) => keepPage(address, answer.clone())).catch(() => {}));
  const first = saved ? Promise.race([coming, later()]) : coming;
  const answer = await first.catch(() => null);
  if (answer && !(saved && answer.status >= 500)) return answer;
  return saved ? withNote(saved, saysAt(address), "saved") : shelf(address);
}

function later() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
}

async function fetchPage(address) {
  await keepPage(address, await fetch(address, { cache: "no-cache" }));
}

async function keepPage(address, answer) {
  const isPage = answer.ok && !answer.redirected && answer.headers.get("content-type")?.startsWith("text/html");
  if (!isPage) return;
  const headers = new Headers(answer.headers);
  headers.delete("content-encoding"); // what is kept is unpacked
  headers.delete("content-length");
  headers.set(SAVED, new Date().toISOString());
  await put(PAGES, address, new Response(await answer.blob(), { headers }));
}

/** What is said of the page at ADDRESS, in its language. */
function saysAt(address) {
  return SITE.says.slice(1).find(({ start }) => address.startsWith(start)) ?? SITE.says[0];
}

/** A copy, which says WHAT it is, and of when: a phone number may have changed since. */
async function withNote(saved, says, what, status = 200) {
  const when = new Date(saved.headers.get(SAVED));
  const day = new Intl.DateTimeFormat(says.language, { dateStyle: "long", timeStyle: "short" }).format(when);
  const note = `<p class="saved width" role="status" lang="${says.language}" dir="auto">${says[what].replace("{day}", day)}</p>\n`;
  const html = (await saved.text()).replace(MAIN, () => note + MAIN);
  return new Response(html, { status, headers: saved.headers });
}

/** The page that lists what is kept, in the place of one that is not: in the reader's language where that is kept. */
async function shelf(address) {
  const kept = await caches.open(PAGES);
  const theirs = saysAt(address).start + SITE.shelf.slice(1);
  const saved = SITE.shelf && ![SITE.shelf, theirs].includes(address) && ((await kept.match(theirs)) ?? (await kept.match(SITE.shelf)));
  return saved ? withNote(saved, saysAt(address), "missing", 503) : Response.error();
}

// ---------------------------------------------------------------- styles, scripts, the index: their addresses name them

async function asset(event, address) {
  const saved = await (await caches.open(ASSETS)).match(address);
  if (saved) return saved;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(put(ASSETS, address, answer.clone()));
  return answer;
}

async function fetchAsset(address) {
  const kept = await caches.open(ASSETS);
  if (await kept.match(address)) return;
  const answer = await fetch(address);
  if (answer.ok) await put(ASSETS, address, answer);
}

async function put(name, address, answer) {
  const kept = await caches.open(name);
  await kept.delete(address); // so that what is newest stands last
  await kept.put(address, answer);
  const all = await kept.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map((old) => kept.delete(old)));
}
