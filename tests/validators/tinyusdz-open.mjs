// Parses one USD file with tinyusdz and prints {ok, error, meshes}. A process of its own, since the build, made for
// browsers, needs globals that the other checkers' builds must not see. Usage: node tinyusdz-open.mjs FILE
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

globalThis.window = globalThis;
globalThis.location = { href: 'file:///' };
process.type = 'renderer';
const script = createRequire(import.meta.url).resolve('tinyusdz/tinyusdz.js');
const { default: create } = await import('tinyusdz/tinyusdz.js');
const module = await create({ wasmBinary: readFileSync(path.join(path.dirname(script), 'tinyusdz.wasm')), print() {}, printErr() {} });
const reader = new module.TinyUSDZLoaderNative();
const file = process.argv[2];
const ok = reader.loadFromBinary(readFileSync(file), path.basename(file));
writeSync(1, JSON.stringify(ok ? { ok, error: null, meshes: reader.numMeshes() } : { ok, error: reader.error(), meshes: 0 }));
process.exit(ok ? 0 : 1);
