// A started KernelHost with an organisation of its own, and what the suites do with it.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adminKey, startHost } from '../clients/host.mjs';

const configuration = process.env.CONFIGURATION ?? 'debug';
const modules = fileURLToPath(new URL('node_modules/', import.meta.url));
const patience = 60_000;

/** A program that an npm package brings, without npx between. */
export const program = (path) => join(modules, path);

/** @param {Record<string, unknown>} setup beside the models, which are the embedded ones */
export async function startWith(setup, environment = {}) {
  const plugins = await mkdtemp(join(tmpdir(), 'kernelhost-plugins-'));
  const built = new URL(`../../artifacts/bin/Conformance/${configuration}/`, import.meta.url);
  await cp(fileURLToPath(built), join(plugins, 'Conformance'), { recursive: true });
  const host = await startHost({ Plugins__Directory: plugins, ...environment });
  const stop = () => host.stop().then(() => rm(plugins, { recursive: true, force: true }));
  try {
    const admin = sender(host.url, adminKey);
    await admin('POST', '/api/v1/organizations', { slug: 'suite', name: 'Suite', config: { setups: { default: { ...models, ...setup } } } });
    const { key } = await admin('POST', '/api/v1/organizations/suite/keys', { name: 'suite', role: 'org-admin' });
    return { url: host.url, key, send: sender(host.url, key), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A knowledge base with one document. Resolves to the document's id. */
export async function keepKnowledge(host, text) {
  await host.send('POST', '/api/v1/knowledge-bases', { name: 'Handbook', embedding_model: 'none' });
  const { document } = await host.send('POST', '/api/v1/knowledge-bases/handbook/documents', { name: 'leave.md', text });
  return document.id;
}

const models = {
  is_default: true,
  providers: { embedded: { models: ['extractive', 'extractive-mini'] } },
  global_default_model: { provider: 'embedded', model: 'extractive' },
  small_fast_model: { provider: 'embedded', model: 'extractive-mini' },
};

function sender(url, key) {
  return async (method, path, body) => {
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
    const response = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text && JSON.parse(text);
  };
}

/** Runs a program of node's to its end. */
export function run(path, args) {
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'], timeout: patience });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => { output += chunk; });
  child.stderr.on('data', (chunk) => { errors += chunk; });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output, errors }));
  });
}
