// The clients' own quick-starts, each a program of its own: nothing but the key and the base URL is set, not even the model.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { adminKey } from './host.mjs';

const run = promisify(execFile);

const overEveryProvider = ['openai-chat', 'openai-chat-stream', 'ai-generate-text', 'ai-stream-text'];

const overOpenAIsWire = ['openai-responses', 'openai-responses-stream'];

export function quickStartTests(at, { echo, wire }) {
  const start = (name) => run(process.execPath, [fileURLToPath(new URL(`./quickstarts/${name}.mjs`, import.meta.url))],
    { env: { PATH: process.env.PATH, OPENAI_API_KEY: adminKey, OPENAI_BASE_URL: at.baseURL } });

  for (const name of [...overEveryProvider, ...(wire ? overOpenAIsWire : [])]) {
    test(name, async () => {
      const { stdout } = await start(name);

      assert.ok(stdout.trim().length > 0);
      if (echo) assert.equal(stdout.trim(), `${echo}: May I leave out semicolons?`);
    });
  }

  if (!wire) {
    for (const name of overOpenAIsWire) {
      test(`${name} says that this provider has no responses`, async () => {
        await assert.rejects(start(name), (error) => error.stderr.includes('endpoint_not_supported'));
      });
    }
  }
}
