// Simplifies a mesh with meshoptimizer; prints the least time in ms and the reported error, writes the indices to "result".
// Arguments: the folder whose node_modules holds meshoptimizer, the folder of the mesh, target index count, runs, and the weights of the
// numbers that "attributes" holds for each vertex, divided by commas; none for a bare mesh.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const [folder, work, target, runs, listed] = process.argv.slice(2);
const require = createRequire(path.join(folder, 'package.json'));
const { MeshoptSimplifier } = await import(pathToFileURL(require.resolve('meshoptimizer')));
await MeshoptSimplifier.ready;

const read = (name, type) => { const b = readFileSync(path.join(work, name)); return new type(b.buffer.slice(b.byteOffset, b.byteOffset + b.length)); };
const positions = read('positions', Float32Array);
const indices = read('indices', Uint32Array);
const weights = listed ? listed.split(',').map(Number) : [];
const attributes = listed ? read('attributes', Float32Array) : null;
const simplify = () => attributes
  ? MeshoptSimplifier.simplifyWithAttributes(indices, positions, 3, attributes, weights.length, weights, null, Number(target), 1, [])
  : MeshoptSimplifier.simplify(indices, positions, 3, Number(target), 1, []);
let best = Infinity, result;
for (let run = 0; run < Number(runs); run++) {
  const start = performance.now();
  result = simplify();
  best = Math.min(best, performance.now() - start);
}
writeFileSync(path.join(work, 'result'), Buffer.from(result[0].buffer, result[0].byteOffset, result[0].byteLength));
console.log(`${best} ${result[1]}`);
