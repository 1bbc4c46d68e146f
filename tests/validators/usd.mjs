import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const shim = fileURLToPath(new URL('usd-shim.cjs', import.meta.url));
const open = fileURLToPath(new URL('usd-open.cjs', import.meta.url));

/** Opens a .usd, .usda, .usdc or .usdz with OpenUSD: {ok, errors, text}, where text is the flattened stage. */
export function usd({ file }) {
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
