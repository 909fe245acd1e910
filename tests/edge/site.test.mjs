// The merchant's own site, read by itself on the real runtime: what its rules allow, what it names, what
// changed and what is gone; never anything beside it; and to the end, even when it is killed in between.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";

import { secrets, startProduct } from "../harness/product.mjs";
import { page, sitemap, sitemapIndex, startSite } from "../harness/site.mjs";

let product;
let site;

before(async () => {
  product = await startProduct({ EDGEWISE_LOCAL_SITES: "on" });
});
after(async () => {
  await product.assertReplays();
  await product.stop();
});
beforeEach(async () => {
  site = await startSite();
});
afterEach(() => site.stop());

const token = secrets.EDGEWISE_OPERATOR_TOKEN;
const put = (id, more = {}) => product.operator("PUT", `/v1/knowledge/sites/${id}`, { id, url: `${site.url}/`, ...more });
const view = (id) => product.operator("GET", `/v1/knowledge/sites/${id}`);
const remove = (id) => product.request("DELETE", `/v1/knowledge/sites/${id}`, { token });
const again = (id) => product.operator("POST", `/v1/knowledge/sites/${id}/read`);
const articles = async () => (await product.operator("GET", "/v1/knowledge")).items.map((item) => item.url?.replace(site.url, ""));
const until = async (check, seconds = 60) => {
  for (let tries = 0; tries < seconds * 10; tries += 1) {
    const found = await check();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail("it did not come to an end");
};
// The report of the reading that began after `from`, once it is over.
const read = (id, from = 0, seconds = 60) =>
  until(async () => {
    const { reading, last } = await view(id);
    return !reading && last?.ended_at && Date.parse(last.started_at) >= from && last;
  }, seconds);
const outcome = (report, name) => report.outcomes.find((it) => it.outcome === name) ?? { count: 0, urls: [] };
const paths = (report, name) => outcome(report, name).urls.map((url) => url.replace(site.url, "")).sort();
const html = (status, headers = {}) => (_, response) => response.writeHead(status, headers).end("<h1>No</h1>");
const returns = page("Returns", "<h2 id='window'>How long?</h2><p>You may send things back within 30 days of delivery.</p>");
const shipping = page("Shipping", "<h2 id='cost'>What does delivery cost?</h2><p>Standard delivery costs $4.95 within the country.</p>");

test("sitemaps packed as files and pages in the encodings of old shops are read as they are meant", async () => {
  const packed = gzipSync(sitemap(`${site.url}/pages/umtausch`, `${site.url}/pages/envios`));
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 32));
  const latin = (text) => Buffer.from(text, "latin1");
  const send = (type, body) => (_, response) => response.writeHead(200, { "content-type": type }).end(body);
  site.pages = new Map([
    ["/", page("Welcome", "<p>We sell lamps and tea, and answer what you ask us here.</p>")],
    ["/robots.txt", `Sitemap: ${site.url}/pages.xml.gz\nSitemap: ${site.url}/bomb.xml.gz\nSitemap: ${site.url}/cut.xml.gz`],
    ["/pages.xml.gz", send("application/x-gzip", packed)],
    ["/bomb.xml.gz", send("application/x-gzip", bomb)],
    ["/cut.xml.gz", send("application/x-gzip", packed.subarray(0, 30))],
    ["/pages/umtausch", send("text/html; charset=ISO-8859-1", latin(page("Rückgabe", "<p>Größere Stücke nehmen wir dreißig Tage lang zurück.</p>")))],
    ["/pages/envios", send("text/html", latin(page("Envíos", "<p>Los envíos a España tardan de tres a cinco días hábiles.</p>", "<meta charset='windows-1252'>")))],
  ]);
  await put("old");
  const report = await read("old");
  assert.deepEqual((await articles()).sort(), ["/", "/pages/envios", "/pages/umtausch"]);
  assert.deepEqual(paths(report, "too_large"), ["/bomb.xml.gz"]);
  assert.deepEqual(paths(report, "failed"), ["/cut.xml.gz"]);
  const found = await product.operator("POST", "/v1/knowledge/search", { question: "¿Cuánto tardan los envíos a España?" });
  assert.match(JSON.stringify(found), /tres a cinco días hábiles/);
  const german = await product.operator("POST", "/v1/knowledge/search", { question: "Größere Stücke zurück?" });
  assert.match(JSON.stringify(german), /Größere Stücke nehmen wir dreißig Tage/);
  assert.equal((await remove("old")).status, 204);
});

test("a site is read by its sitemap and links, and its pages answer with their link", async () => {
  site.pages = new Map([
    ["/", page("Welcome", "<p>We sell lamps and tea, and answer what you ask us here.</p><a href='/pages/shipping?ref=home#cost'>Shipping</a>")],
    ["/robots.txt", `User-agent: *\nDisallow: /secret\nCrawl-delay: 0.2\nSitemap: ${site.url}/index.xml`],
    ["/index.xml", sitemapIndex(`${site.url}/pages.xml`, "https://evil.example/pages.xml", `${site.url}/deep.xml`)],
    ["/pages.xml", sitemap(`${site.url}/pages/returns`, `${site.url}/secret/plan`, `${site.url}/products/lamp`, "http://127.0.0.2/pages/x", `${site.url}/pages/copy`,
      `${site.url}/pages/away`, `${site.url}/pages/moved`, `${site.url}/pages/broken`, `${site.url}/pages/huge`, `${site.url}/pages/hidden`, `${site.url}/pages/picture`, `${site.url}/pages/missing`)],
    ["/deep.xml", sitemapIndex(`${site.url}/deeper.xml`)],
    ["/deeper.xml", sitemap(`${site.url}/pages/deepest`)],
    ["/pages/returns", returns],
    ["/pages/shipping", shipping],
    ["/pages/copy", returns.replace("<head>", `<head><link rel="canonical" href="${site.url}/pages/returns">`)],
    ["/pages/away", html(302, { location: "https://evil.example/pages/returns" })],
    ["/pages/moved", html(301, { location: "/pages/shipping" })],
    ["/pages/broken", html(500)],
    ["/pages/huge", (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(`<p>${"long ".repeat(200_000)}</p>`)],
    ["/pages/hidden", page("Hidden", "<p>Nobody is to find this page by searching for it.</p>", "<meta name='robots' content='noindex'>")],
    ["/pages/picture", (_, response) => response.writeHead(200, { "content-type": "image/png" }).end("png")],
    ["/secret/plan", page("Plan", "<p>The plan that nobody may read but those who made it.</p>")],
    ["/pages/deepest", page("Deep", "<p>This page is named three sitemaps down, which is too deep.</p>")],
  ]);
  const made = await put("shop");
  assert.equal(made.id, "shop");
  const report = await read("shop");
  assert.equal(report.problem, undefined, JSON.stringify(report));
  assert.deepEqual((await articles()).sort(), ["/", "/pages/returns", "/pages/shipping"]);
  assert.equal(report.kept, 3);
  assert.deepEqual(paths(report, "disallowed"), ["/secret/plan"]);
  assert.deepEqual(paths(report, "duplicate"), ["/pages/copy"]);
  assert.deepEqual(paths(report, "elsewhere"), ["/pages/away"]);
  assert.deepEqual(paths(report, "redirected"), ["/pages/moved"]);
  assert.deepEqual(paths(report, "failed"), ["/pages/broken"]);
  assert.deepEqual(paths(report, "too_large"), ["/pages/huge"]);
  assert.deepEqual(paths(report, "nothing_to_keep"), ["/pages/hidden"]);
  assert.deepEqual(paths(report, "not_a_page"), ["/pages/picture"]);
  assert.deepEqual(paths(report, "gone"), ["/pages/missing"]);
  const asked = site.asked();
  for (const never of ["/secret/plan", "/products/lamp", "/deeper.xml", "/pages/deepest"]) assert.ok(!asked.includes(never), never);
  assert.equal(new Set(asked).size, asked.length, `something was asked for twice: ${asked}`);
  const shopper = await product.shopper();
  const answer = await shopper.say("how long do I have to send things back?");
  assert.match(answer.messages[0].text, /within 30 days.*http:\/\/127\.0\.0\.1:\d+\/pages\/returns/s);
  assert.equal((await remove("shop")).status, 204);
  assert.deepEqual(await articles(), []);
  assert.equal((await remove("shop")).status, 404);
});

test("what did not change is not read again, what changed is, and what is gone is forgotten", async () => {
  const filler = page("Jobs", "<p>We look for people who like lamps as much as we do.</p>");
  site.pages = new Map([
    ["/", page("Welcome", "<p>We sell lamps and tea, and answer what you ask us here.</p><a href='/pages/returns'>Returns</a><a href='/pages/shipping'>Shipping</a>")],
    ["/pages/returns", returns.replace("</main>", "<a href='/pages/jobs'>Jobs</a></main>")],
    ["/pages/jobs", filler],
    // No validators: whether it changed shows in what it says.
    ["/pages/shipping", (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(shipping.replace("</head>", `<meta name=token content=${Math.random()}></head>`))],
  ]);
  await put("shop");
  assert.equal((await read("shop")).kept, 4);
  site.asked();
  let from = Date.now();
  await again("shop");
  let report = await read("shop", from);
  assert.deepEqual([report.kept, report.forgotten, outcome(report, "kept").count, outcome(report, "unchanged").count], [4, 0, 0, 4]);
  assert.ok(site.asked().includes("/pages/jobs"), "what an unchanged page links to was not visited");

  site.pages.set("/pages/returns", returns.replace("30 days", "45 days"));
  site.pages.delete("/pages/jobs");
  site.pages.set("/pages/shipping", html(503));
  from = Date.now();
  await again("shop");
  report = await read("shop", from);
  assert.deepEqual([report.kept, report.forgotten, outcome(report, "kept").count], [3, 1, 1]);
  assert.deepEqual((await articles()).sort(), ["/", "/pages/returns", "/pages/shipping"], "a page that failed stays");
  const shopper = await product.shopper();
  assert.match((await shopper.say("how long do I have to send things back?")).messages[0].text, /45 days/);

  // A site that is down loses nothing.
  site.pages.set("/robots.txt", html(503));
  from = Date.now();
  await again("shop");
  report = await read("shop", from);
  assert.equal(report.problem, "robots_unreachable");
  assert.equal((await articles()).length, 3);
  await remove("shop");
});

test("it goes on where it was killed", async () => {
  const all = Array.from({ length: 25 }, (_, index) => `/pages/p${index}`);
  site.pages = new Map(all.map((path, index) => [path, page(`Page ${index}`, `<p>This is page number ${index} of the many pages of the shop.</p>`)]));
  site.pages.set("/", page("Welcome", "<p>We sell lamps and tea, and answer what you ask us here.</p>"));
  site.pages.set("/sitemap.xml", sitemap(...all.map((path) => site.url + path)));
  await put("shop");
  await until(() => site.requests.some(({ path }) => path === "/pages/p3"));
  await product.restart();
  // The visits of the job that died are handed out again when its lease is over.
  const report = await read("shop", 0, 150);
  assert.deepEqual([report.kept, report.problem, report.pending], [26, undefined, 0]);
  await remove("shop");
});

test("no more pages are read than may be", async () => {
  const all = Array.from({ length: 30 }, (_, index) => `/pages/p${index}`);
  site.pages = new Map(all.map((path, index) => [path, page(`Page ${index}`, `<p>This is page number ${index} of the many pages of the shop.</p>`)]));
  site.pages.set("/", page("Welcome", "<p>We sell lamps and tea, and answer what you ask us here.</p>"));
  site.pages.set("/sitemap.xml", sitemap(...all.map((path) => site.url + path)));
  await put("shop", { pages_max: 5 });
  assert.equal((await read("shop")).kept, 5);
  assert.equal(site.asked().filter((path) => path !== "/sitemap.xml").length, 5);
  await remove("shop");
});

test("only a public site is taken, and only from an operator", async () => {
  const refused = async (url, more = {}) => {
    const response = await product.request("PUT", "/v1/knowledge/sites/x", { token, body: { id: "x", url, ...more } });
    return [response.status, (await response.json()).errors?.[0]?.pointer];
  };
  for (const url of ["https://10.0.0.1/", "https://169.254.169.254/latest", "https://localhost/", "https://db.internal/", "http://shop.example/", "file:///etc/passwd", "https://shop.example:8443/", "https://me:pw@shop.example/"]) {
    assert.deepEqual(await refused(url), [422, "/url"], url);
  }
  assert.deepEqual(await refused("https://shop.example/", { pages_max: 0 }), [422, "/pages_max"]);
  assert.deepEqual(await refused("https://shop.example/", { id: "y" }), [422, "/id"]);
  assert.deepEqual(await refused("https://shop.example/", { pages: 5 }), [422, "/pages"]);
  assert.deepEqual((await product.operator("GET", "/v1/knowledge/sites")).items, []);
  for (const [method, path] of [["PUT", "/x"], ["GET", "/x"], ["GET", ""], ["DELETE", "/x"], ["POST", "/x/read"]]) {
    const response = await product.request(method, `/v1/knowledge/sites${path}`, { token: "wrong", body: method === "GET" ? undefined : "{}" });
    assert.equal(response.status, 401, `${method} ${path}`);
  }
  assert.equal((await product.request("GET", "/v1/knowledge/sites/none", { token })).status, 404);
  assert.equal((await product.request("PATCH", "/v1/knowledge/sites/none", { token })).status, 405);
});

test("sites come with articles in one request, too", async () => {
  site.pages = new Map([["/", returns]]);
  const answer = await product.operator("POST", "/v1/knowledge", { sites: [{ id: "shop", url: `${site.url}/` }] });
  assert.equal(answer.sites[0].id, "shop");
  assert.equal((await read("shop")).kept, 1);
  await remove("shop");
});
