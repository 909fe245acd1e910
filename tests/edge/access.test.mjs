// Cloudflare Access before the console: whom its token names is signed in, if the team knows them; who comes
// past it sees nothing. A server of ours publishes keys as Access does, and signs as it does.

import assert from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { secrets, startProduct } from "../harness/product.mjs";

const AUDIENCE = "4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2";
const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const [ours, others] = [pair(), pair()];
const jwk = (key, kid) => ({ ...key.publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" });
const now = () => Math.floor(Date.now() / 1000);

let product;
let team;
let asked = 0;
const members = {};
const server = createServer((request, response) => {
  asked += 1;
  if (request.url !== "/cdn-cgi/access/certs") return void response.writeHead(404).end();
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ keys: [jwk(pair(), "old"), jwk(ours, "now")], public_cert: {}, public_certs: [] }));
});

before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  team = `http://127.0.0.1:${server.address().port}`;
  product = await startProduct({ EDGEWISE_ACCESS_TEAM: `${team}/`, EDGEWISE_ACCESS_AUDIENCE: AUDIENCE });
  for (const [name, role] of [["ann", "editor"], ["vi", "viewer"]]) {
    members[name] = await product.operator("POST", "/v1/team", { name, role, email: ` ${name.toUpperCase()}@Shop.example ` });
  }
});
after(async () => {
  await product.stop();
  server.closeAllConnections();
  server.close();
});

function token(claims, { key = ours.privateKey, header = {} } = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const whole = { iss: team, aud: [AUDIENCE], iat: now(), nbf: now(), exp: now() + 3600, type: "app", sub: "7335d417", country: "US", ...claims };
  const signed = `${part({ alg: "RS256", kid: "now", typ: "JWT", ...header })}.${part(whole)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), createPrivateKey(key.export({ type: "pkcs8", format: "pem" }))).toString("base64url")}`;
}

async function open(path, jwt, { method = "GET", body, headers = {} } = {}) {
  const through = jwt === undefined ? {} : { "cf-access-jwt-assertion": jwt };
  const form = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
  const response = await fetch(`${product.url}${path}`, { method, body, redirect: "manual", headers: { ...through, ...form, ...headers } });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

test("whom Access lets through is signed in as the team has them", async () => {
  const ann = await open("/console/playbook", token({ email: "ann@shop.example" }));
  assert.equal(ann.status, 200, ann.text);
  const vi = await open("/console", token({ email: "Vi@shop.example" }));
  assert.equal(vi.status, 200);
  const form = (jwt) => open("/console/knowledge/sites", jwt, { method: "POST", body: "url=https://help.shop.example&every_hours=24&pages_max=10" });
  assert.equal((await form(token({ email: "vi@shop.example" }))).status, 403);
  assert.equal((await form(token({ email: "ann@shop.example" }))).status, 303);
});

test("who comes past it sees nothing, whatever they show", async () => {
  const signedIn = await open("/console/sign-in", token({}), { method: "POST", body: `token=${secrets.EDGEWISE_OPERATOR_TOKEN}` });
  assert.equal(signedIn.status, 303);
  const cookie = signedIn.headers.get("set-cookie").split(";")[0];
  assert.equal((await open("/console", token({}), { headers: { cookie } })).status, 200, "a token of ours counts behind it");
  const ann = { email: "ann@shop.example" };
  const cases = {
    nothing: undefined,
    "no token": "x.y.z",
    "another's key": token(ann, { key: others.privateKey }),
    "a key that is not published": token(ann, { header: { kid: "next" } }),
    "another application": token({ ...ann, aud: ["another"] }),
    "another team": token({ ...ann, iss: "https://other.cloudflareaccess.com" }),
    "a session that is over": token({ ...ann, exp: now() - 600, nbf: now() - 7200 }),
    "no end": token({ ...ann, exp: undefined }),
    "no algorithm": token(ann, { header: { alg: "none" } }).replace(/\.[^.]*$/, "."),
    "another algorithm": token(ann, { header: { alg: "HS256" } }),
    "changed since": token({ email: "vi@shop.example" }).replace(/\.[^.]*\./, `.${token(ann).split(".")[1]}.`),
  };
  for (const [name, jwt] of Object.entries(cases)) {
    for (const path of ["/console", "/console/playbook", "/console/nowhere"]) {
      const refused = await open(path, jwt, { headers: { cookie } });
      assert.equal(refused.status, 403, `${name} ${path}`);
      assert.doesNotMatch(refused.text, /Conversations that/);
    }
    const signIn = await open("/console/sign-in", jwt, { method: "POST", body: `token=${secrets.EDGEWISE_OPERATOR_TOKEN}` });
    assert.deepEqual([signIn.status, signIn.headers.get("set-cookie")], [403, null], name);
  }
});

test("a stranger and a service have to sign in, and who is taken off the team is out at once", async () => {
  for (const claims of [{ email: "eve@shop.example" }, {}]) assert.equal((await open("/console", token(claims))).status, 401);
  const kim = await product.operator("POST", "/v1/team", { name: "Kim", role: "viewer", email: "kim@shop.example" });
  assert.equal((await open("/console", token({ email: "kim@shop.example" }))).status, 200);
  await product.request("DELETE", `/v1/team/${kim.id}`, { token: secrets.EDGEWISE_OPERATOR_TOKEN });
  assert.equal((await open("/console", token({ email: "kim@shop.example" }))).status, 401);
});

test("the keys are fetched once, and again for an unknown one after a while only", () => {
  assert.ok(asked >= 1 && asked <= 2, `asked ${asked} times`);
});

test("an address names one member, and is one", async () => {
  const add = (email) => product.json("POST", "/v1/team", { token: secrets.EDGEWISE_OPERATOR_TOKEN, body: { name: "X", role: "viewer", email } });
  for (const email of ["ann@shop.example", "ANN@shop.example", "ann", "", "a@b c"]) {
    const response = await product.request("POST", "/v1/team", { token: secrets.EDGEWISE_OPERATOR_TOKEN, body: { name: "X", role: "viewer", email } });
    const problem = await response.json();
    assert.deepEqual([response.status, problem.errors[0].pointer], [422, "/email"], email);
  }
  assert.equal((await add("new@shop.example")).email, "new@shop.example");
});

test("shoppers and scripts are not behind it; half of its settings close the console", async () => {
  assert.equal((await product.request("POST", "/v1/sessions", { body: {} })).status, 201);
  assert.equal((await product.operator("GET", "/v1/team")).you.role, "owner");
  const left = await open("/console/sign-out", token({}), { method: "POST" });
  assert.deepEqual([left.status, left.headers.get("location")], [303, "/cdn-cgi/access/logout"]);
  await product.restart({ EDGEWISE_ACCESS_TEAM: team, EDGEWISE_ACCESS_AUDIENCE: "" });
  assert.equal((await open("/console", token({ email: "ann@shop.example" }))).status, 500);
  assert.equal((await product.request("POST", "/v1/sessions", { body: {} })).status, 201);
});
