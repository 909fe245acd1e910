// The published schemas accept what is right and refuse what is wrong, and the OpenAPI document is
// valid. That they equal the types is tested in the core.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

import { root } from "../../tools/steps.mjs";

const folder = join(root, "schemas");
const read = (...path) => JSON.parse(readFileSync(join(folder, ...path), "utf8"));
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".json") && name !== "openapi.json")
  .map((name) => name.replace(".json", ""));

function validator(name) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default ? addFormats.default(ajv) : addFormats(ajv);
  ajv.addFormat("uint8", true);
  ajv.addFormat("uint16", true);
  ajv.addFormat("uint32", true);
  ajv.addFormat("uint64", true);
  ajv.addFormat("uint", true);
  ajv.addFormat("int64", true);
  return ajv.compile(read(`${name}.json`));
}

for (const name of names) {
  test(`${name}: good examples are accepted, bad ones are refused`, () => {
    const validate = validator(name);
    const examples = join(folder, "examples", name);
    assert.ok(existsSync(examples), `schemas/examples/${name} is missing`);
    const files = readdirSync(examples);
    assert.ok(files.some((file) => file.startsWith("good")) && files.some((file) => file.startsWith("bad")));
    for (const file of files) {
      const accepted = validate(read("examples", name, file));
      assert.equal(accepted, file.startsWith("good"), `${name}/${file}: ${JSON.stringify(validate.errors)}`);
    }
  });
}

test("the demo shop's playbook is one", () => {
  const validate = validator("playbook");
  const playbook = JSON.parse(readFileSync(join(root, "functions", "demo", "playbook.json"), "utf8"));
  assert.ok(validate(playbook), JSON.stringify(validate.errors));
});

test("the OpenAPI document is valid OpenAPI 3.1", async () => {
  const validation = new Validator();
  const result = await validation.validate(read("openapi.json"));
  assert.ok(result.valid, JSON.stringify(result.errors, null, 2));
  assert.equal(validation.version, "3.1");
});
