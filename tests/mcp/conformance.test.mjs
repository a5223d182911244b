// docs/mcp.md says of every scenario whether it passes; this holds the table to what the suite finds.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startKeyProxy } from './key-proxy.mjs';
import { keepKnowledge, program, run, startWith } from './suite.mjs';

const suite = program('@modelcontextprotocol/conformance/dist/index.js');
const prompts = [{ name: 'test_simple_prompt', messages: [{ role: 'user', content: 'This is a simple prompt for testing.' }] }];
const said = await table();

describe('the conformance suite', () => {
  const at = {};

  before(async () => {
    at.host = await startWith({ prompts });
    await keepKnowledge(at.host, '# Leave\n\nThirty days.\n');   // else there were no resources to list
    at.proxy = await startKeyProxy(at.host.url, at.host.key);
    at.results = await mkdtemp(join(tmpdir(), 'conformance-'));
    const { output, errors } = await run(suite, ['server', '--url', `${at.proxy.url}/mcp`, '--suite', 'all', '--output-dir', at.results]);
    const summary = output.slice(output.indexOf('=== SUMMARY ==='));
    at.found = new Map(Array.from(summary.matchAll(/^\S ([a-z0-9-]+): (\d+) passed, (\d+) failed$/gm), ([, name, passed, failed]) => [name, { passed: +passed, failed: +failed }]));
    assert.ok(at.found.size > 0, `The suite did not run:\n${output}\n${errors}`);
  });

  after(async () => {
    await at.proxy?.stop();
    await at.host?.stop();
    if (at.results) await rm(at.results, { recursive: true, force: true });
  });

  test('has the scenarios that the page lists', () => assert.deepEqual([...at.found.keys()].sort(), [...said.keys()].sort()));

  for (const [scenario, passes] of said) {
    test(passes ? `${scenario} passes` : `${scenario} does not apply`, () => {
      const { passed, failed } = at.found.get(scenario);
      assert.equal(passed > 0 && failed === 0, passes, `${passed} checks passed, ${failed} failed`);
    });
  }
});

async function table() {
  const page = await readFile(new URL('../../docs/mcp.md', import.meta.url), 'utf8');
  const section = page.slice(page.indexOf('### Conformance')).split(/^##+ /m)[1];
  const rows = section.matchAll(/^\| (`[^|]+) \| ([^|]+) \|$/gm);
  return new Map(Array.from(rows).flatMap(([, names, verdict]) => Array.from(names.matchAll(/`([^`]+)`/g), ([, name]) => [name, verdict === 'passes'])));
}
