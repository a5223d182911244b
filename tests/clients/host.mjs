// Starts the fake model server and KernelHost as a user would, from their build output, and stops them again.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../artifacts/bin/', import.meta.url));
const configuration = process.env.CONFIGURATION ?? 'debug';
const startUpTime = 60_000;

export const adminKey = 'test-admin-key';

const pollEvery = 20;
const patience = 20_000;

/** The fake model server, with the journal of what it was sent. */
export async function startUpstream() {
  const server = await start('KernelHost.Upstream', /Fake model server at (\S+)/, ['--urls', 'http://127.0.0.1:0']);
  const calls = async () => (await fetch(`${server.url}/_journal`)).json();
  const clear = () => fetch(`${server.url}/_journal`, { method: 'DELETE' });
  const until = async (holds) => {
    for (const end = Date.now() + patience; !holds(await calls()); await sleep(pollEvery)) {
      if (Date.now() > end) throw new Error(`It did not come to hold that ${holds}`);
    }
  };
  return { ...server, calls, clear, until };
}

/** @param {Record<string, string>} environment which providers the system organisation has */
export async function startHost(environment) {
  const data = await mkdtemp(join(tmpdir(), 'kernelhost-'));
  const host = await start('KernelHost.Server', /KernelHost {2}(\S+)/, ['--urls', 'http://127.0.0.1:0'], {
    cwd: data,
    env: { ...cleanEnvironment(), ...environment, KernelHost__DataDirectory: data, KernelHost__AdminKey: adminKey },
  });
  return { url: host.url, stop: () => host.stop().then(() => rm(data, { recursive: true, force: true })) };
}

// The developer's own keys and addresses must not decide what is tested.
function cleanEnvironment() {
  const ours = /^(OPENAI|OLLAMA|ANTHROPIC|GLOBAL_DEFAULT|SMALL_FAST|DEFAULT)_|^ASPNETCORE_|^KernelHost__/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

function start(project, announcement, args, options = {}) {
  const child = spawn('dotnet', [join(bin, project, configuration, `${project}.dll`), ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const stop = () => { child.kill('SIGTERM'); return exited; };

  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => fail(`${project} did not start in time`), startUpTime);
    const fail = (why) => { clearTimeout(timer); child.kill('SIGKILL'); reject(new Error(`${why}:\n${output}`)); };
    const listen = (chunk) => {
      output += chunk;
      const url = announcement.exec(output)?.[1];
      if (url) { clearTimeout(timer); resolve({ url: url.replace(/\/$/, ''), stop }); }
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', (error) => fail(error.message));
    exited.then((code) => fail(`${project} ended with ${code}`));
  });
}
