import { readFileSync } from 'node:fs';
import Module from 'manifold-3d';

let loading;

async function load() {
  const module = await Module();
  module.setup();
  return module;
}

/** Positions and triangles of a Wavefront OBJ that holds plain v and f lines. */
export function readObj(file) {
  const positions = [];
  const triangles = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const parts = line.trim().split(/\s+/);
    if (parts[0] === 'v') {
      positions.push(+parts[1], +parts[2], +parts[3]);
    } else if (parts[0] === 'f') {
      const corners = parts.slice(1).map(c => {
        const index = parseInt(c, 10);
        return index > 0 ? index - 1 : positions.length / 3 + index;
      });
      for (let i = 2; i < corners.length; i++) {
        triangles.push(corners[0], corners[i - 1], corners[i]);
      }
    }
  }

  return { positions, triangles };
}

/**
 * Exact boolean volumes of a solid against a set of hulls: {solid, union, intersection, iou, missed, extra, overlap}.
 * `solid` is a mesh or a list of meshes that may overlap; it and each of `hulls` is {positions:[…], triangles:[…]} or the path of an
 * OBJ. `missed` and `extra` are fractions
 * of the solid's volume; `overlap` is the summed hull volume over the union's, less one.
 */
export async function manifold({ solid, hulls }) {
  const module = await (loading ??= load());
  const owned = [];
  const keep = thing => (owned.push(thing), thing);
  const make = source => {
    const { positions, triangles } = typeof source === 'string' ? readObj(source) : source;
    const mesh = new module.Mesh({
      numProp: 3,
      vertProperties: Float32Array.from(positions),
      triVerts: Uint32Array.from(triangles),
    });
    mesh.merge();
    return keep(new module.Manifold(mesh));
  };

  try {
    const body = Array.isArray(solid) ? keep(module.Manifold.union(solid.map(make))) : make(solid);
    const parts = hulls.map(make);
    const sum = parts.reduce((total, part) => total + part.volume(), 0);
    const union = keep(module.Manifold.union(parts));
    const common = keep(union.intersect(body)).volume();
    const whole = body.volume();
    return {
      ok: true,
      solid: whole,
      union: union.volume(),
      intersection: common,
      iou: common / (whole + union.volume() - common),
      missed: 1 - common / whole,
      extra: (union.volume() - common) / whole,
      overlap: sum / union.volume() - 1,
    };
  } catch (error) {
    return { ok: false, error: error?.message ?? String(error) };
  } finally {
    owned.forEach(thing => thing.delete());
  }
}
