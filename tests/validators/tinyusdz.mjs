import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const open = fileURLToPath(new URL('tinyusdz-open.mjs', import.meta.url));

/** Parses a USD file with tinyusdz, which is strict on syntax and value types: {ok, error, meshes}. */
export function tinyusdz({ file }) {
  return new Promise(resolve => execFile(process.execPath, [open, file], { timeout: 120_000 }, (error, stdout, stderr) => {
    try {
      resolve(JSON.parse(stdout));
    } catch {
      resolve({ ok: false, error: stderr || String(error), meshes: 0 });
    }
  }));
}
