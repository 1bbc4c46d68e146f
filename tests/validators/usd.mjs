import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const shim = fileURLToPath(new URL('usd-shim.cjs', import.meta.url));
const open = fileURLToPath(new URL('usd-open.cjs', import.meta.url));

// Loading OpenUSD takes longer than opening most files, so a process opens many. Stages stay in its memory: it is replaced now and then.
const FilesPerProcess = 40;

let opener = null;
let last = Promise.resolve();

function start() {
  const child = spawn(process.execPath, ['--require', shim, open], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', data => { complaints += data; });
  const process_ = { child, left: FilesPerProcess, answer: null };
  createInterface({ input: child.stdout }).on('line', line => process_.answer?.(JSON.parse(line)));
  child.on('close', code => {
    process_.left = 0;
    process_.answer?.({ ok: false, errors: [`OpenUSD's process ended with code ${code}: ${complaints.slice(-2000)}`], text: null });
  });
  return process_;
}

function ask(file) {
  if (!opener || opener.left === 0) {
    opener?.child.stdin.end();
    opener = start();
  }

  const process_ = opener;
  process_.left--;
  return new Promise(resolve => {
    process_.answer = answer => {
      process_.answer = null;
      if (!answer.ok) process_.left = 0;
      resolve(answer);
    };
    process_.child.stdin.write(`${file}\n`);
  });
}

/** Opens a .usd, .usda, .usdc or .usdz with OpenUSD: {ok, errors, text}, where text is the flattened stage. One at a time. */
export function usd({ file }) {
  return last = last.then(() => ask(file));
}
