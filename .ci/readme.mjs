// Runs the shell blocks of Markdown files and holds what they print against the block that follows.
//   ```sh            a command, pasted into bash as it is
//   ```json, ```text what it must print; "…" stands for anything
//   ```xml a/b.csproj any block whose fence names a file is that file: written there, below the current folder, when the blocks before it have run
//   ```sh server      the reader's second terminal: the script that $START_SERVER names is sourced in its place
// Exported variables live on from block to block. A block is skipped when its fence says so: ```sh skip
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { spawnSync } from "node:child_process";

const fence = /^```(\S*)([^\n]*)\n([\s\S]*?)^```$/gm;
const state = join(mkdtempSync(join(tmpdir(), "readme-")), "exports");
process.on("exit", () => rmSync(dirname(state), { recursive: true }));
let ran = 0, failed = 0;

for (const file of process.argv.slice(2)) {
  const blocks = [...readFileSync(file, "utf8").matchAll(fence)].map(([, language, note, text]) => ({ language, note: note.trim(), text }));
  for (const [index, block] of blocks.entries()) {
    if (block.note.includes(".")) {
      mkdirSync(dirname(block.note), { recursive: true });
      writeFileSync(block.note, block.text);
    }

    if (block.language !== "sh" || block.note === "skip") continue;
    const command = block.note === "server" ? 'source "$START_SERVER"' : block.text;
    const expected = ["json", "text"].includes(blocks[index + 1]?.language) ? blocks[index + 1] : null;
    const { stdout, stderr, status } = spawnSync("bash", ["-c", `set -eo pipefail; [ ! -e ${state} ] || source ${state}; ${command}\nexport -p > ${state}`], { encoding: "utf8", timeout: 120_000 });
    ran++;
    const right = status === 0 && (expected === null || matches(expected, stdout));
    if (!right) {
      failed++;
      console.error(`${file}: wrong answer\n--- command\n${block.text}--- expected\n${expected?.text ?? "exit status 0"}\n--- got (exit ${status})\n${stdout}${stderr}`);
    }
  }
}

console.log(`documentation: ${ran - failed} passed, ${failed} failed`);
process.exit(failed === 0 && ran > 0 ? 0 : 1);

function matches({ language, text }, actual) {
  return language === "json" ? same(JSON.parse(text.replace(/: …/g, ': "…"')), parsed(actual)) : alike(text, actual);
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return undefined; }
}

/** JSON as clients see it: the order of members does not matter, that of an array's items does. */
function same(expected, actual) {
  if (expected === "…") return actual !== undefined;
  if (typeof expected === "string") return typeof actual === "string" && alike(expected, actual);
  if (expected === null || typeof expected !== "object") return expected === actual;
  if (actual === null || typeof actual !== "object" || Array.isArray(expected) !== Array.isArray(actual)) return false;
  const names = Object.keys(expected);
  return names.length === Object.keys(actual).length && names.every((name) => name in actual && same(expected[name], actual[name]));
}

function alike(expected, actual) {
  const squeeze = (text) => text.replace(/\s+/g, "");
  const pattern = squeeze(expected).split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[\\s\\S]*?");
  return new RegExp(`^${pattern}$`).test(squeeze(actual));
}
