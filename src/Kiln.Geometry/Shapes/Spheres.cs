using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Shapes;

/// <summary>Spheres of nearly equal triangles and star-shaped solids made from them, centred at the origin.</summary>
public static class Spheres
{
    /// <summary>An icosahedron whose triangles are quartered and pushed to the sphere: 20 · 4ⁿ triangles.</summary>
    /// <param name="radius">Radius.</param>
    /// <param name="subdivisions">n, 0–9.</param>
    public static SurfaceMesh Icosphere(double radius, int subdivisions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(subdivisions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(subdivisions, 9);
        SurfaceMesh mesh = Icosahedron();
        for (int i = 0; i < subdivisions; i++)
        {
            mesh = SurfaceEditing.Subdivided(mesh);
            Vector3d[] vertices = mesh.Vertices;
            for (int v = 0; v < vertices.Length; v++)
            {
                vertices[v] = vertices[v].Normalized();
            }
        }

        return SurfaceEditing.Transformed(mesh, Affine3d.Scale(new(radius, radius, radius)));
    }

    /// <summary>
    /// A lumpy ball that stands for scanned, organic shapes: an icosphere whose radius swings by up to about a quarter, in waves
    /// from coarse to fine whose directions come from the seed.
    /// </summary>
    /// <param name="radius">Mean radius.</param>
    /// <param name="subdivisions">As for <see cref="Icosphere"/>.</param>
    /// <param name="seed">Same seed, same shape.</param>
    public static SurfaceMesh Lumpy(double radius, int subdivisions, int seed)
    {
        SurfaceMesh mesh = Icosphere(1, subdivisions);
        var random = new Random(seed);
        const int Waves = 24;
        var directions = new Vector3d[Waves];
        double[] amplitudes = new double[Waves];
        double[] phases = new double[Waves];
        for (int i = 0; i < Waves; i++)
        {
            double frequency = 1.5 * Math.Pow(1.17, i);
            var direction = new Vector3d(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5);
            directions[i] = direction.Normalized() * frequency;
            amplitudes[i] = 0.16 / frequency;
            phases[i] = random.NextDouble() * Math.Tau;
        }

        Vector3d[] vertices = mesh.Vertices;
        for (int v = 0; v < vertices.Length; v++)
        {
            double swing = 1;
            for (int i = 0; i < Waves; i++)
            {
                swing += amplitudes[i] * Math.Sin((Vector3d.Dot(vertices[v], directions[i]) * 2) + phases[i]);
            }

            vertices[v] *= radius * swing;
        }

        return mesh;
    }

    private static SurfaceMesh Icosahedron()
    {
        double t = (1 + Math.Sqrt(5)) / 2;
        Vector3d[] corners =
        [
            new(-1, t, 0), new(1, t, 0), new(-1, -t, 0), new(1, -t, 0), new(0, -1, t), new(0, 1, t),
            new(0, -1, -t), new(0, 1, -t), new(t, 0, -1), new(t, 0, 1), new(-t, 0, -1), new(-t, 0, 1),
        ];
        for (int i = 0; i < corners.Length; i++)
        {
            corners[i] = corners[i].Normalized();
        }

        return new(corners,
        [
            0, 11, 5, 0, 5, 1, 0, 1, 7, 0, 7, 10, 0, 10, 11, 1, 5, 9, 5, 11, 4, 11, 10, 2, 10, 7, 6, 7, 1, 8,
            3, 9, 4, 3, 4, 2, 3, 2, 6, 3, 6, 8, 3, 8, 9, 4, 9, 5, 2, 4, 11, 6, 2, 10, 8, 6, 7, 9, 8, 1,
        ]);
    }
}
