// Makes the meshopt samples of the tests: attribute streams of both versions by the reference encoder, and what the reference
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
for (const [kind, fill] of Object.entries(kinds)) {
  for (const [stride, count] of [[4, 300], [12, 17], [64, 20]]) {
    const bytes = new Uint8Array(stride * count);
    fill(bytes);
    for (const version of [0, 1]) {
      const stream = encoder.encodeVertexBufferLevel(bytes, count, stride, 3, version);
      samples.push({ name: `${kind} ${stride} v${version}`, stride, filter: 'NONE', stream: base64(stream), decoded: base64(bytes) });
    }
  }
}

for (const [stride, bits] of [[4, 8], [4, 6], [8, 16], [8, 12]]) {
  const count = 24;
  const filtered = encoder.encodeFilterColor(Float32Array.from({ length: 4 * count }, random), count, stride, bits);
  const stream = encoder.encodeVertexBufferLevel(filtered, count, stride, 2, 1);
  const decoded = new Uint8Array(count * stride);
  decoder.decodeGltfBuffer(decoded, count, stride, stream, 'ATTRIBUTES', 'COLOR');
  samples.push({ name: `colour ${stride} of ${bits} bits`, stride, filter: 'COLOR', stream: base64(stream), decoded: base64(decoded) });
}

console.log(`[\n${samples.map((sample) => JSON.stringify(sample)).join(',\n')}\n]`);
