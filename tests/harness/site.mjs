// Stands in for a merchant's own site: serves pages as a test sets them, with validators, and records
// what it was asked.

import { createHash } from "node:crypto";
import { createServer } from "node:http";

export async function startSite() {
  const site = new Site();
  await new Promise((resolve) => site.server.listen(0, "127.0.0.1", resolve));
  site.url = `http://127.0.0.1:${site.server.address().port}`;
  return site;
}

class Site {
  // Path to HTML, or to a function of request and response.
  pages = new Map();
  requests = [];
  server = createServer((request, response) => this.#serve(request, response));

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  // What was asked for since the last time, without the site's rules.
  asked() {
    const paths = this.requests.map(({ path }) => path).filter((path) => path !== "/robots.txt");
    this.requests = [];
    return paths;
  }

  #serve(request, response) {
    const page = this.pages.get(request.url);
    this.requests.push({ path: request.url, headers: request.headers });
    if (page === undefined) return void response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>");
    if (typeof page === "function") return void page(request, response);
    const etag = `"${createHash("sha256").update(page).digest("hex").slice(0, 16)}"`;
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304, { etag }).end();
    const type = request.url.endsWith(".xml") ? "application/xml" : request.url.endsWith(".txt") ? "text/plain" : "text/html; charset=utf-8";
    response.writeHead(200, { "content-type": type, etag }).end(page);
  }
}

export const page = (title, text, head = "") =>
  `<!doctype html><html lang="en"><head><title>${title} – Shop</title>${head}</head><body><nav><a href="/">Home</a></nav><main><h1>${title}</h1>${text}</main></body></html>`;

export const sitemap = (...urls) => `<?xml version="1.0"?><urlset>${urls.map((url) => `<url><loc>${url}</loc></url>`).join("")}</urlset>`;

export const sitemapIndex = (...urls) => `<?xml version="1.0"?><sitemapindex>${urls.map((url) => `<sitemap><loc>${url}</loc></sitemap>`).join("")}</sitemapindex>`;
