import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const shim = fileURLToPath(new URL('usd-shim.cjs', import.meta.url));
const open = fileURLToPath(new URL('usd-open.cjs', import.meta.url));

// On larger meshes this build's threads sometimes lose a race and it aborts with the bare word null before it has said
// anything about the file. A fault of the file always comes with words, and every time.
const MaxAttempts = 12;

function attempt(file) {
  return new Promise(resolve => execFile(
    process.execPath, ['--require', shim, open, file], { maxBuffer: 1 << 30, timeout: 120_000 },
    (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout));
      } catch {
        resolve({ ok: false, errors: [stderr || String(error)], text: null });
      }
    }));
}

/** Opens a .usd, .usda, .usdc or .usdz with OpenUSD: {ok, errors, text, attempts}, where text is the flattened stage. */
export async function usd({ file }) {
  for (let attempts = 1; ; attempts++) {
    const answer = await attempt(file);
    const aborted = answer.errors.length === 1 && answer.errors[0] === 'null';
    if (!aborted || attempts === MaxAttempts) {
      return { ...answer, attempts };
    }
  }
}
