// `npm start`: sets up, builds, and runs the product with the embedded demo store.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import { build } from "./build.mjs";
import { Stop, command, environment, root, say, setUp, state } from "./steps.mjs";

const secretsFile = join(root, ".dev.vars");
const generated = ["EDGEWISE_INGEST_KEY", "EDGEWISE_OPERATOR_TOKEN", "EDGEWISE_IDENTITY_SECRET"];
const optional = [
  "COMMERCE_URL",
  "COMMERCE_TOKEN",
  "EDGEWISE_DELIVERY_SMS",
  "EDGEWISE_DELIVERY_TOKEN",
  "EDGEWISE_DELIVERY_URL",
  "EDGEWISE_DEMO_TODAY",
  "EDGEWISE_IDENTITY_PUBLIC_KEY",
  "EDGEWISE_SHOPIFY_SECRET",
  "EDGEWISE_SHOPIFY_SECRET_PREVIOUS",
];

await command(async () => {
  const port = portToUse();
  await portMustBeFree(port);
  await setUp();
  await build();
  const bindings = secrets();
  await serve(port, bindings);
});

function portToUse() {
  const port = Number(process.env.PORT ?? 8787);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Stop(`PORT must be a number from 1 to 65535, not ${process.env.PORT}.`);
  }
  return port;
}

function portMustBeFree(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", () =>
      reject(new Stop(`Port ${port} is taken. Stop what listens there, or choose another: PORT=8788 npm start`)),
    );
    probe.listen(port, "127.0.0.1", () => probe.close(resolve));
  });
}

// From the environment, else from .dev.vars, else made at random and kept there.
function secrets() {
  const kept = existsSync(secretsFile) ? parse(readFileSync(secretsFile, "utf8")) : {};
  const bindings = {};
  const made = [];
  for (const name of generated) {
    bindings[name] = process.env[name] || kept[name];
    if (bindings[name]) continue;
    bindings[name] = randomBytes(24).toString("base64url");
    made.push(`${name}="${bindings[name]}"`);
  }
  if (made.length > 0) {
    const before = existsSync(secretsFile) ? readFileSync(secretsFile, "utf8").trimEnd() : "";
    writeFileSync(secretsFile, [before, ...made, ""].filter((line, i) => line || i > 0).join("\n"), { mode: 0o600 });
  }
  for (const name of optional) {
    const value = process.env[name] || kept[name];
    if (value) bindings[name] = value;
  }
  // What would be sent to customers is shown at /dev/mailbox, unless a delivery service is set.
  bindings.EDGEWISE_DEV_MAILBOX = "on";
  return bindings;
}

function parse(text) {
  const pairs = {};
  for (const line of text.split("\n")) {
    const match = /^\s*([A-Z_]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (match) pairs[match[1]] = match[2].replace(/^(["'])(.*)\1$/, "$2");
  }
  return pairs;
}

// The runtime needs a newer Node than the machine may have: the pinned one serves. It ends when the
// pipe to this process closes, so nothing stays behind whatever ends this one.
function serve(port, bindings) {
  return new Promise((resolve, reject) => {
    const child = spawn(join(root, "node_modules", ".bin", "node"), [join(root, "tools", "serve.mjs")], {
      cwd: root,
      env: environment,
      stdio: ["pipe", "inherit", "inherit"],
    });
    child.stdin.on("error", () => {});
    const playbook = bindings.COMMERCE_URL ? undefined : join(root, "functions", "demo", "playbook.json");
    const articles = bindings.COMMERCE_URL ? undefined : join(root, "functions", "demo", "articles");
    child.stdin.write(`${JSON.stringify({ port, bindings, folder: state, playbook, articles })}\n`);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.stdin.end());
    child.on("error", (error) => reject(new Stop(`The runtime could not be started: ${error.message}`)));
    child.on("exit", (code) => (code ? reject(new Stop("The runtime has ended.")) : resolve()));
    say("Starting …");
  });
}
