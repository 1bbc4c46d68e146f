import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import loadMujoco from '@mujoco/mujoco';

// MuJoCo keeps every mesh that it has compiled, and its heap has an end: after so many packages a fresh instance takes over.
const packagesPerInstance = 16;

let loading;
let packages = 0;

function instance() {
  if (packages % packagesPerInstance === 0) loading = undefined;
  return loading ??= loadMujoco();
}

/**
 * Copies the package's folder into the WASM file system under a name never used before: MuJoCo caches meshes by path, so
 * a path used twice would answer with the first package's meshes.
 */
function mount(mj, folder) {
  const root = `/package_${packages++}`;
  const created = [root];
  mj.FS.mkdir(root);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const relative = path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
    const target = `${root}/${relative}`;
    if (entry.isDirectory()) {
      mj.FS.mkdir(target);
    } else {
      mj.FS.writeFile(target, readFileSync(path.join(entry.parentPath, entry.name)));
    }

    created.push(target);
  }

  return { root, created };
}

function unmount(mj, { created }) {
  for (const target of created.reverse()) {
    if (mj.FS.isDir(mj.FS.stat(target).mode)) {
      mj.FS.rmdir(target);
    } else {
      mj.FS.unlink(target);
    }
  }
}

const slice = (array, start, count) => Array.from(array.slice(start, start + count));

function deepest(data) {
  let depth = 0;
  const count = data.ncon;
  for (let i = 0; i < count; i++) {
    const contact = data.contact.get(i);
    depth = Math.max(depth, -contact.dist);
    contact.delete?.();
  }

  return { depth, count };
}

/**
 * Drops the asset; settled when for one simulated second it has not moved by 1e-4 of its size, or, up to 5e-4, by the depth to which its
 * weight presses the soft contacts in: MuJoCo rests a mesh on a plane by at most four vertices. On a base of more, all at one height,
 * rounding decides which four, and every change of mind rocks the body within that depth.
 */
function drop(mj, model, data, size, seconds) {
  const limit = Math.round(seconds / 0.002);
  let still = 0;
  let maxPenetration = 0;
  let last = slice(data.qpos, 0, 7);
  let step = 0;
  for (; step < limit && still < 500; step++) {
    mj.mj_step(model, data);
    if (step % 10 === 0) {
      const { depth } = deepest(data);
      maxPenetration = Math.max(maxPenetration, depth);
      const now = slice(data.qpos, 0, 7);
      const moved = Math.hypot(now[0] - last[0], now[1] - last[1], now[2] - last[2]) / size
        + Math.hypot(now[3] - last[3], now[4] - last[4], now[5] - last[5], now[6] - last[6]);
      if (moved > Math.min(5e-4, Math.max(1e-4, depth / size))) {
        still = 0;
        last = now;
        continue;
      }
    }

    still++;
  }

  const { depth, count } = deepest(data);
  return {
    settled: still >= 500 && count > 0,
    seconds: step * 0.002,
    qpos: slice(data.qpos, 0, 7),
    contacts: count,
    penetration: depth,
    maxPenetration,
    finite: slice(data.qpos, 0, 7).every(Number.isFinite),
  };
}

/**
 * Compiles the MJCF package whose body file is `file`, wraps it in a scene with a floor, and drops it from `height`
 * metres (default: half its bounding radius) for at most `seconds` (default 10; 0 compiles only). With `exact`, mass
 * and inertia of the `exact` meshes (OBJ files in meshes/) are also integrated by MuJoCo, at `density`.
 */
export async function mujoco({ file, seconds = 10, height, exact, density = 1000 }) {
  const mj = await instance();
  const place = mount(mj, path.dirname(file));
  let model;
  let data;
  try {
    const name = path.basename(file);
    const floor = `<worldbody><light pos="0 0 10"/><geom name="kiln_floor" type="plane" size="0 0 1" condim="4"/></worldbody>`;
    const scene = `${place.root}/kiln_scene.xml`;
    mj.FS.writeFile(scene, `<mujoco model="scene"><include file="${name}"/><option timestep="0.002"/>${floor}</mujoco>`);
    place.created.push(scene);
    try {
      model = mj.MjModel.from_xml_path(scene);
    } catch (error) {
      return { ok: false, error: error?.message ?? String(error) };
    }

    data = new mj.MjData(model);
    mj.mj_forward(model, data);
    // Per-geom bounding spheres: an upper bound of the asset's size about its frame's origin.
    let radius = 0;
    for (let g = 1; g < model.ngeom; g++) {
      const p = slice(model.geom_pos, 3 * g, 3);
      radius = Math.max(radius, Math.hypot(...p) + model.geom_rbound[g]);
    }

    const result = {
      ok: true,
      error: null,
      mass: model.body_mass[1],
      inertia: slice(model.body_inertia, 3, 3),
      inertiaPosition: slice(model.body_ipos, 3, 3),
      inertiaQuaternion: slice(model.body_iquat, 4, 4),
      geoms: model.ngeom - 1,
      collisionGeoms: Array.from(model.geom_contype).slice(1).filter(t => t !== 0).length,
      meshes: model.nmesh,
      textures: model.ntex,
      materials: model.nmat,
      friction: slice(model.geom_friction, 3 * (model.ngeom - 1), 3),
      radius,
      exact: exact ? integrate(mj, place, exact, density) : null,
    };
    if (seconds > 0) {
      data.qpos[2] = height ?? radius / 2;
      result.drop = drop(mj, model, data, radius, seconds);
    }

    return result;
  } finally {
    data?.delete();
    model?.delete();
    unmount(mj, place);
  }
}

function integrate(mj, place, names, density) {
  const meshes = names.map((n, i) => `<mesh name="m${i}" file="${n}" inertia="exact"/>`).join('');
  const geoms = names.map((_, i) => `<geom type="mesh" mesh="m${i}" density="${density}"/>`).join('');
  const xml = `<mujoco><compiler meshdir="meshes"/><asset>${meshes}</asset><worldbody><body><freejoint/>${geoms}</body></worldbody></mujoco>`;
  const target = `${place.root}/kiln_exact.xml`;
  mj.FS.writeFile(target, xml);
  place.created.push(target);
  let model;
  try {
    model = mj.MjModel.from_xml_path(target);
    return {
      error: null,
      mass: model.body_mass[1],
      inertia: slice(model.body_inertia, 3, 3),
      position: slice(model.body_ipos, 3, 3),
      quaternion: slice(model.body_iquat, 4, 4),
    };
  } catch (error) {
    return { error: error?.message ?? String(error) };
  } finally {
    model?.delete();
  }
}
