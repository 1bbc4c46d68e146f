// Makes the meshopt samples of the tests: streams of every mode, filter and version by the reference encoder, and what the reference
// decoder makes of them. Run by hand, after npm ci: node meshopt-samples.mjs > ../Kiln.Geometry.Tests/Formats/Gltf/Samples/meshopt.json
import { MeshoptDecoder as decoder, MeshoptEncoder as encoder } from 'meshoptimizer';

await encoder.ready;
await decoder.ready;

let state = 7;
const random = () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;

/** What makes an encoder choose each way of writing: smooth floats, small steps, noise, constants, steps in bytes with jumps. */
const kinds = {
  waves: (bytes) => new Float32Array(bytes.buffer).forEach((_, i, all) => (all[i] = 3 * Math.sin(i / 100) + (i % 3))),
  steps: (bytes) => new Uint16Array(bytes.buffer).forEach((_, i, all) => (all[i] = i * 37 + random() * 5)),
  noise: (bytes) => bytes.forEach((_, i) => (bytes[i] = random() * 256)),
  constant: (bytes) => bytes.fill(9),
  jumps: (bytes) => bytes.forEach((_, i) => (bytes[i] = i * 3 + (random() < 0.1 ? 40 : 0))),
};

const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const samples = [];

function add(name, mode, filter, stride, count, stream) {
  const decoded = new Uint8Array(count * stride);
  decoder.decodeGltfBuffer(decoded, count, stride, stream, mode, filter);
  samples.push({ name, mode, filter, stride, count, stream: base64(stream), decoded: base64(decoded) });
}

for (const [kind, fill] of Object.entries(kinds)) {
  for (const [stride, count] of [[4, 260], [12, 17], [32, 17]]) {
    const bytes = new Uint8Array(stride * count);
    fill(bytes);
    for (const version of [0, 1]) {
      const stream = encoder.encodeVertexBufferLevel(bytes, count, stride, 3, version);
      add(`${kind} ${stride} v${version}`, 'ATTRIBUTES', 'NONE', stride, count, stream);
    }
  }
}

const count = 24;
const unit = (size) => Float32Array.from({ length: count }, (_, i) => i).reduce((all, i) => {
  const v = Array.from({ length: size }, () => random() * 2 - 1);
  const length = Math.hypot(...v);
  all.set(v.map((c) => c / length), i * 4);
  return all;
}, new Float32Array(4 * count));
const filters = [
  ...[[4, 8], [4, 6], [8, 16], [8, 12]].map(([stride, bits]) =>
    ['COLOR', stride, bits, encoder.encodeFilterColor(Float32Array.from({ length: 4 * count }, random), count, stride, bits)]),
  ...[[4, 8], [8, 16], [8, 10]].map(([stride, bits]) => ['OCTAHEDRAL', stride, bits, encoder.encodeFilterOct(unit(3), count, stride, bits)]),
  ...[16, 9].map((bits) => ['QUATERNION', 8, bits, encoder.encodeFilterQuat(unit(4), count, 8, bits)]),
  ...[23, 12].map((bits) =>
    ['EXPONENTIAL', 12, bits, encoder.encodeFilterExp(Float32Array.from({ length: 3 * count }, (_, i) => (random() - 0.5) * 10 ** (i % 7)), count, 12, bits)]),
];
for (const [filter, stride, bits, filtered] of filters) {
  add(`${filter} ${stride} of ${bits} bits`, 'ATTRIBUTES', filter, stride, count, encoder.encodeVertexBufferLevel(filtered, count, stride, 2, 1));
}

const grid = [];
for (let j = 0; j < 6; j++) {
  for (let i = 0; i < 6; i++) {
    const a = j * 7 + i;
    grid.push(a, a + 1, a + 8, a, a + 8, a + 7);
  }
}
const scattered = grid.map(() => Math.floor(random() * 100));
for (const [name, indices] of Object.entries({ grid, scattered })) {
  for (const stride of [2, 4]) {
    const bytes = new Uint8Array((stride === 2 ? Uint16Array.from(indices) : Uint32Array.from(indices)).buffer);
    for (const mode of ['TRIANGLES', 'INDICES']) {
      add(`${mode} ${name} ${stride}`, mode, 'NONE', stride, indices.length, encoder.encodeGltfBuffer(bytes, indices.length, stride, mode));
    }
  }
}

console.log(`[\n${samples.map((sample) => JSON.stringify(sample)).join(',\n')}\n]`);
