// Decomposes a mesh with V-HACD at its defaults; prints the seconds it took, writes the hulls to "hulls.json".
// Arguments: the folder whose node_modules holds vhacd-js, the folder of the mesh, the most hulls, the most vertices of a hull.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const [folder, work, maxHulls, maxVertices] = process.argv.slice(2);
const require = createRequire(path.join(folder, 'package.json'));
const { ConvexMeshDecomposition } = await import(pathToFileURL(path.join(path.dirname(require.resolve('vhacd-js/package.json')), 'lib', 'vhacd.js')));
const read = (name, type) => { const b = readFileSync(path.join(work, name)); return new type(b.buffer.slice(b.byteOffset, b.byteOffset + b.length)); };
const mesh = { positions: read('positions', Float64Array), indices: read('indices', Uint32Array) };
const decomposition = await ConvexMeshDecomposition.create();
const start = performance.now();
const hulls = decomposition.computeConvexHulls(mesh, { maxHulls: Number(maxHulls), maxVerticesPerHull: Number(maxVertices) });
console.log((performance.now() - start) / 1000);
writeFileSync(path.join(work, 'hulls.json'), JSON.stringify(hulls.map(hull => ({ positions: [...hull.positions], triangles: [...hull.indices] }))));
