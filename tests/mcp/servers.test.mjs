// The protocol's reference servers as plugins of an organisation.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { program, startWith } from './suite.mjs';

const everything = program('@modelcontextprotocol/server-everything/dist/index.js');
const filesystem = program('@modelcontextprotocol/server-filesystem/dist/index.js');

describe('reference servers', () => {
  const at = {};

  before(async () => {
    at.folder = await realpath(await mkdtemp(join(tmpdir(), 'kernelhost-files-')));
    at.remote = await startEverything();
    const servers = [
      { name: 'everything', transport: 'stdio', command: 'node', args: [everything, 'stdio'] },
      { name: 'remote', transport: 'http', base_url: at.remote.url },
      { name: 'files', transport: 'stdio', command: 'node', args: [filesystem, at.folder] },
    ];
    at.host = await startWith({ mcp: { servers } }, { Mcp__AllowedCommands__0: `node ${everything}`, Mcp__AllowedCommands__1: `node ${filesystem}` });
  });

  after(async () => {
    await at.host?.stop();
    await at.remote?.stop();
    if (at.folder) await rm(at.folder, { recursive: true, force: true });
  });

  const call = async (tool, args = {}) => (await at.host.send('POST', `/api/v1/plugins/${tool}`, { arguments: args })).result;
  const connected = async (name) => {
    const { items } = await at.host.send('GET', '/api/v1/admin/mcp-servers');
    const { status, tools, left_out } = items.find((one) => one.name === name);
    assert.deepEqual({ status, left_out }, { status: 'connected', left_out: [] });
    return tools;
  };

  for (const plugin of ['mcp_everything', 'mcp_remote']) {
    describe(`server-everything as ${plugin}`, () => {
      test('takes arguments and answers text', async () => {
        assert.deepEqual((await call(`${plugin}/echo`, { message: 'Grüße' })).content, [{ type: 'text', text: 'Echo: Grüße' }]);
        assert.match((await call(`${plugin}/get_sum`, { a: 2, b: 3 })).content[0].text, /\b5\b/);
      });

      test('answers pictures', async () => {
        const picture = (await call(`${plugin}/get_tiny_image`)).content.find((block) => block.type === 'image');
        assert.equal(picture.mimeType, 'image/png');
        assert.equal(Buffer.from(picture.data, 'base64').toString('latin1', 1, 4), 'PNG');
      });

      test('answers structured content', async () => {
        const { structuredContent } = await call(`${plugin}/get_structured_content`, { location: 'Chicago' });
        assert.equal(typeof structuredContent.temperature, 'number');
      });

      test('works for a while', async () => {
        assert.match((await call(`${plugin}/trigger_long_running_operation`, { duration: 0.2, steps: 2 })).content[0].text, /completed/i);
      });

      test('is not asked with an argument that does not fit its schema', () =>
        assert.rejects(call(`${plugin}/get_sum`, { a: 'two', b: 3 }), /422 .*'a' must be a number/));

      test('is listed with all of its tools', async () => {
        const { functions } = await at.host.send('GET', `/api/v1/plugins/${plugin}`);
        assert.equal(functions.length, await connected(plugin.slice('mcp_'.length)));
        assert.deepEqual(functions.find((one) => one.name === 'get_sum').parameters.required, ['a', 'b']);
      });
    });
  }

  test('server-filesystem writes and reads in its folder and not outside', async () => {
    const path = join(at.folder, 'a note.txt');
    await call('mcp_files/write_file', { path, content: 'Tea at four.\n' });
    assert.equal(await readFile(path, 'utf8'), 'Tea at four.\n');
    assert.equal((await call('mcp_files/read_text_file', { path })).content[0].text, 'Tea at four.\n');
    const outside = await call('mcp_files/read_text_file', { path: '/etc/hostname' });
    assert.equal(outside.isError, true);
    assert.match(outside.content[0].text, /denied/);
    assert.ok(await connected('files') > 10);
  });
});

async function startEverything() {
  const port = await freePort();
  const child = spawn(process.execPath, [everything, 'streamableHttp'], { env: { ...process.env, PORT: `${port}` }, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve, reject) => {
    let output = '';
    child.stderr.on('data', (chunk) => { output += chunk; if (output.includes('listening')) resolve(); });
    exited.then(() => reject(new Error(`server-everything ended:\n${output}`)));
  });
  return { url: `http://127.0.0.1:${port}/mcp`, stop: () => { child.kill('SIGTERM'); return exited; } };
}

function freePort() {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  }));
}
