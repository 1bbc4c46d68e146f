// Makes the Draco samples of the tests: procedural meshes, encoded by the reference encoder, and what the reference decoder makes
// of them. Run by hand: npm install --no-save --ignore-scripts draco3dgltf@1.5.7 && node draco-samples.mjs FOLDER
//
// For each sample a stream (.drc) and a line of samples.json: points, the triangles' indices as a checksum, and for each attribute
// its number, the coded components and a checksum of all floats in the order of the points. The checksum is FNV-1a of the bytes.
import fs from 'node:fs';
import path from 'node:path';
import draco3d from 'draco3dgltf';

const folder = process.argv[2];
const encoderModule = await draco3d.createEncoderModule();
const decoderModule = await draco3d.createDecoderModule();

/** A surface over a grid, its texture from 0 to 1 both ways. */
function grid(columns, rows, place) {
  const positions = [], normals = [], uvs = [], colors = [], joints = [], indices = [];
  for (let j = 0; j <= rows; j++) {
    for (let i = 0; i <= columns; i++) {
      const { p, n } = place(i / columns, j / rows, i % columns, j % rows);
      positions.push(...p);
      normals.push(...n);
      uvs.push(i / columns, j / rows);
      colors.push((i * 37) & 255, (j * 53) & 255, ((i + j) * 11) & 255, 255);
      joints.push(i & 7, j & 7, 0, 0);
    }
  }
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const a = j * (columns + 1) + i, b = a + 1, c = a + columns + 1, d = c + 1;
      indices.push(a, b, d, a, d, c);
    }
  }
  return { positions, normals, uvs, colors, joints, indices };
}

const torus = (columns, rows) => grid(columns, rows, (u, v, i, j) => {
  const a = 2 * Math.PI * i / columns, b = 2 * Math.PI * j / rows, r = 2 + 0.5 * Math.cos(b);
  return {
    p: [r * Math.cos(a), 0.5 * Math.sin(b), -r * Math.sin(a)],
    n: [Math.cos(b) * Math.cos(a), Math.sin(b), -Math.cos(b) * Math.sin(a)],
  };
});

const hills = (columns, rows) => grid(columns, rows, (u, v) => {
  const x = 4 * u, z = 3 * v, dx = 0.6 * Math.cos(2 * x), dz = -0.3 * Math.sin(z), l = Math.hypot(dx, 1, dz);
  return { p: [x, 0.3 * Math.sin(2 * x) + 0.3 * Math.cos(z), z], n: [-dx / l, 1 / l, -dz / l] };
});

/** A plate with holes: faces taken out of hills, so that there are several boundaries and splits. */
function holed(mesh) {
  const indices = [];
  for (let t = 0; t < mesh.indices.length; t += 3) {
    if ((t / 3) % 23 !== 5 && (t / 3) % 41 !== 7) indices.push(...mesh.indices.slice(t, t + 3));
  }
  return { ...mesh, indices };
}

/** A box whose faces have their own normals and coordinates. */
function box() {
  const mesh = { positions: [], normals: [], uvs: [], colors: [], joints: [], indices: [] };
  for (let axis = 0; axis < 3; axis++) {
    for (const side of [-1, 1]) {
      const at = mesh.positions.length / 3;
      for (const [s, t] of [[-1, -1], [1, -1], [1, 1], [-1, 1]]) {
        const p = [0, 0, 0], n = [0, 0, 0];
        p[axis] = side * (axis + 1); p[(axis + 1) % 3] = s * ((axis + 1) % 3 + 1); p[(axis + 2) % 3] = t * ((axis + 2) % 3 + 1);
        n[axis] = side;
        mesh.positions.push(...p); mesh.normals.push(...n); mesh.uvs.push((s + 1) / 2, (t + 1) / 2);
        mesh.colors.push(axis * 100, side + 1, 50, 200); mesh.joints.push(axis, 0, 0, 0);
      }
      mesh.indices.push(...(side > 0 ? [at, at + 1, at + 2, at, at + 2, at + 3] : [at, at + 2, at + 1, at, at + 3, at + 2]));
    }
  }
  return mesh;
}

function both(a, b) {
  const offset = a.positions.length / 3, result = {};
  for (const key of ['positions', 'normals', 'uvs', 'colors', 'joints']) result[key] = [...a[key], ...b[key]];
  result.indices = [...a.indices, ...b.indices.map(i => i + offset)];
  return result;
}

function encode(mesh, { method, speed, bits, attributes }) {
  const encoder = new encoderModule.Encoder(), builder = new encoderModule.MeshBuilder(), target = new encoderModule.Mesh();
  const points = mesh.positions.length / 3, ids = {};
  builder.AddFacesToMesh(target, mesh.indices.length / 3, new Uint32Array(mesh.indices));
  const add = {
    positions: () => builder.AddFloatAttributeToMesh(target, encoderModule.POSITION, points, 3, new Float32Array(mesh.positions)),
    normals: () => builder.AddFloatAttributeToMesh(target, encoderModule.NORMAL, points, 3, new Float32Array(mesh.normals)),
    uvs: () => builder.AddFloatAttributeToMesh(target, encoderModule.TEX_COORD, points, 2, new Float32Array(mesh.uvs)),
    colors: () => builder.AddUInt8Attribute(target, encoderModule.COLOR, points, 4, new Uint8Array(mesh.colors)),
    joints: () => builder.AddUInt16Attribute(target, encoderModule.GENERIC, points, 4, new Uint16Array(mesh.joints)),
  };
  for (const name of attributes) ids[name] = add[name]();
  encoder.SetSpeedOptions(speed, speed);
  encoder.SetEncodingMethod(method === 'sequential' ? encoderModule.MESH_SEQUENTIAL_ENCODING : encoderModule.MESH_EDGEBREAKER_ENCODING);
  encoder.SetAttributeQuantization(encoderModule.POSITION, bits[0]);
  encoder.SetAttributeQuantization(encoderModule.NORMAL, bits[1]);
  encoder.SetAttributeQuantization(encoderModule.TEX_COORD, bits[2]);
  encoder.SetTrackEncodedProperties(true);
  const out = new encoderModule.DracoInt8Array();
  const length = encoder.EncodeMeshToDracoBuffer(target, out);
  if (length === 0) throw new Error('the encoder refused');
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = out.GetValue(i);
  for (const object of [out, target, builder, encoder]) encoderModule.destroy(object);
  return { bytes, ids };
}

function checksum(bytes) {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function decode(bytes, ids) {
  const decoder = new decoderModule.Decoder(), mesh = new decoderModule.Mesh();
  const status = decoder.DecodeArrayToMesh(new Int8Array(bytes), bytes.length, mesh);
  if (!status.ok()) throw new Error(status.error_msg());
  const faces = mesh.num_faces(), indices = new Uint32Array(faces * 3), points = mesh.num_points();
  const face = new decoderModule.DracoInt32Array();
  for (let i = 0; i < faces; i++) {
    decoder.GetFaceFromMesh(mesh, i, face);
    for (let c = 0; c < 3; c++) indices[3 * i + c] = face.GetValue(c);
  }
  const attributes = {};
  for (const [name, id] of Object.entries(ids)) {
    const attribute = decoder.GetAttributeByUniqueId(mesh, id), values = new decoderModule.DracoFloat32Array();
    // The reference normalises integers that are marked so; ours are not.
    decoder.GetAttributeFloatForAllPoints(mesh, attribute, values);
    const floats = new Float32Array(values.size());
    for (let i = 0; i < floats.length; i++) floats[i] = values.GetValue(i);
    attributes[name] = {
      id, components: attribute.num_components(), checksum: checksum(new Uint8Array(floats.buffer)),
      first: [...floats.slice(0, attribute.num_components())], sum: floats.reduce((a, b) => a + b, 0),
    };
  }
  return { points, triangles: faces, indices: checksum(new Uint8Array(indices.buffer)), attributes };
}

const all = ['positions', 'normals', 'uvs', 'colors', 'joints'], some = ['positions', 'normals', 'uvs'];
const usual = [14, 10, 12];
const samples = {
  'torus-edgebreaker-0': [torus(24, 12), { method: 'edgebreaker', speed: 0, bits: usual, attributes: some }],
  'torus-edgebreaker-5': [torus(24, 12), { method: 'edgebreaker', speed: 5, bits: usual, attributes: all }],
  'torus-edgebreaker-7': [torus(24, 12), { method: 'edgebreaker', speed: 7, bits: [11, 8, 10], attributes: some }],
  'torus-edgebreaker-10': [torus(24, 12), { method: 'edgebreaker', speed: 10, bits: usual, attributes: some }],
  'torus-sequential-0': [torus(24, 12), { method: 'sequential', speed: 0, bits: usual, attributes: all }],
  'torus-sequential-10': [torus(24, 12), { method: 'sequential', speed: 10, bits: [16, 12, 14], attributes: some }],
  'torus-unquantized': [torus(12, 8), { method: 'edgebreaker', speed: 5, bits: [0, 0, 0], attributes: some }],
  'torus-unquantized-sequential': [torus(12, 8), { method: 'sequential', speed: 5, bits: [0, 0, 0], attributes: some }],
  'torus-positions': [torus(24, 12), { method: 'edgebreaker', speed: 0, bits: usual, attributes: ['positions'] }],
  'hills-large': [hills(60, 40), { method: 'edgebreaker', speed: 3, bits: [16, 10, 12], attributes: some }],
  'hills-positions': [hills(20, 14), { method: 'edgebreaker', speed: 5, bits: [20, 10, 12], attributes: ['positions'] }],
  'hills-sequential': [hills(20, 14), { method: 'sequential', speed: 3, bits: [8, 6, 8], attributes: all }],
  'holes-0': [holed(hills(24, 18)), { method: 'edgebreaker', speed: 0, bits: usual, attributes: all }],
  'holes-positions': [holed(torus(24, 18)), { method: 'edgebreaker', speed: 0, bits: usual, attributes: ['positions'] }],
  'holes-10': [holed(torus(24, 18)), { method: 'edgebreaker', speed: 10, bits: [12, 8, 10], attributes: all }],
  'box-0': [box(), { method: 'edgebreaker', speed: 0, bits: usual, attributes: all }],
  'box-5': [box(), { method: 'edgebreaker', speed: 5, bits: [10, 8, 8], attributes: some }],
  'box-sequential': [box(), { method: 'sequential', speed: 5, bits: [10, 8, 8], attributes: all }],
  'parts': [both(both(box(), torus(16, 8)), holed(hills(12, 10))), { method: 'edgebreaker', speed: 0, bits: usual, attributes: all }],
};
const expected = {};
for (const [name, [mesh, options]] of Object.entries(samples)) {
  const { bytes, ids } = encode(mesh, options);
  fs.writeFileSync(path.join(folder, `${name}.drc`), bytes);
  expected[name] = decode(bytes, ids);
}
fs.writeFileSync(path.join(folder, 'samples.json'), JSON.stringify(expected, null, 1) + '\n');
