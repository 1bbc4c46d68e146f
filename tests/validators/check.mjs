// The independent checkers behind one door.
//   node check.mjs gltf|usd|tinyusdz|mujoco FILE     one check, result as JSON on the standard output, exit code 1 if not ok
//   node check.mjs                                   JSON lines: {"id":1,"tool":"gltf","file":"a.glb"} in,
//                                                    {"id":1,"result":{…}} or {"id":1,"error":"…"} out, until the input ends
import { createInterface } from 'node:readline';
import { writeSync } from 'node:fs';
import path from 'node:path';

// Each checker loads on first use: most processes need one or two.
const tools = {
  gltf: async request => (await import('./gltf.mjs')).gltf(request),
  usd: async request => (await import('./usd.mjs')).usd(request),
  tinyusdz: async request => (await import('./tinyusdz.mjs')).tinyusdz(request),
  mujoco: async request => (await import('./mujoco.mjs')).mujoco(request),
  manifold: async request => (await import('./manifold.mjs')).manifold(request),
};

// The WASM builds print to the console; only answers may go to the standard output.
console.log = console.info = console.warn = console.debug = (...args) => console.error(...args);

function write(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

async function answer(request) {
  try {
    const tool = tools[request.tool];
    if (!tool) throw new Error(`No such tool: ${request.tool}. Use one of: ${Object.keys(tools).join(', ')}`);
    return { id: request.id, result: await tool(request) };
  } catch (error) {
    return { id: request.id, error: error?.stack ?? String(error) };
  }
}

const [tool, file] = process.argv.slice(2);
if (tool) {
  const { result, error } = await answer({ tool, file: path.resolve(file) });
  write(`${JSON.stringify(result ?? { ok: false, error }, null, 1)}\n`);
  process.exit(result?.ok ? 0 : 1);
}

const pending = new Set();
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === '') continue;
  const work = answer(JSON.parse(line)).then(reply => write(`${JSON.stringify(reply)}\n`));
  pending.add(work);
  work.finally(() => pending.delete(work));
}

await Promise.all(pending);
process.exit(0);
