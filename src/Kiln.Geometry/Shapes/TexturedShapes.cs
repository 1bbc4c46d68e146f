using System.Numerics;
using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Shapes;

/// <summary>
/// Render-ready shapes with normals and texture coordinates. Where the texture closes on itself or a face begins, vertices are
/// doubled at equal positions, as exporters do; the surface is closed once these are welded. Z is up.
/// </summary>
public static class TexturedShapes
{
    /// <summary>A sphere centred at the origin; U runs with the meridians, V from the upper pole (0) to the lower (1).</summary>
    public static TriangleMesh Sphere(float radius, int segments, int stacks, int material = -1) =>
        Patch(segments, stacks, material, (u, v) =>
        {
            Vector3 normal = Direction(u, 0.25f - (v / 2));
            return (normal * radius, normal);
        });

    /// <summary>A torus centred at the origin with its axis along Z; U runs around the axis, V around the tube.</summary>
    public static TriangleMesh Torus(float majorRadius, float minorRadius, int segments, int sides, int material = -1) =>
        Patch(segments, sides, material, (u, v) =>
        {
            Vector3 normal = Direction(u, v == 1 ? 0 : -v);
            return ((Direction(u, 0) * majorRadius) + (normal * minorRadius), normal);
        });

    /// <summary>A box centred at the origin; every face shows the whole texture once.</summary>
    /// <param name="size">Edge lengths.</param>
    /// <param name="divisions">Squares along each edge of a face, at least 1.</param>
    /// <param name="material">Material of the mesh.</param>
    public static TriangleMesh Box(Vector3 size, int divisions = 1, int material = -1)
    {
        ReadOnlySpan<Vector3> normals =
            [Vector3.UnitX, -Vector3.UnitX, Vector3.UnitY, -Vector3.UnitY, Vector3.UnitZ, -Vector3.UnitZ];
        var faces = new TriangleMesh[normals.Length];
        for (int face = 0; face < faces.Length; face++)
        {
            Vector3 normal = normals[face];
            Vector3 down = MathF.Abs(normal.Z) > 0 ? -Vector3.UnitY : -Vector3.UnitZ;
            Vector3 right = Vector3.Cross(normal, down);
            faces[face] = Patch(divisions, divisions, material, (u, v) =>
                ((normal + (right * ((2 * u) - 1)) + (down * ((2 * v) - 1))) * size / 2, normal));
        }

        return Joined(faces);
    }

    /// <summary>
    /// A rectangular patch of (columns + 1) × (rows + 1) vertices over the unit square of texture coordinates, counter-clockwise as
    /// seen from the side where U runs right and V down. Squares that collapse to a line or a triangle lose their empty triangles.
    /// </summary>
    /// <param name="columns">Squares along U.</param>
    /// <param name="rows">Squares along V.</param>
    /// <param name="material">Material of the mesh.</param>
    /// <param name="surface">Position and unit normal at (u, v).</param>
    public static TriangleMesh Patch(int columns, int rows, int material, Func<float, float, (Vector3 Position, Vector3 Normal)> surface)
    {
        ArgumentNullException.ThrowIfNull(surface);
        int stride = columns + 1;
        var positions = new Vector3[stride * (rows + 1)];
        var normals = new Vector3[positions.Length];
        var texCoords = new Vector2[positions.Length];
        for (int row = 0; row <= rows; row++)
        {
            for (int column = 0; column <= columns; column++)
            {
                int at = (row * stride) + column;
                texCoords[at] = new((float)column / columns, (float)row / rows);
                (positions[at], normals[at]) = surface(texCoords[at].X, texCoords[at].Y);
            }
        }

        var indices = new List<int>(columns * rows * 6);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int upperLeft = (row * stride) + column;
                AddTriangle(indices, positions, upperLeft, upperLeft + stride, upperLeft + stride + 1);
                AddTriangle(indices, positions, upperLeft, upperLeft + stride + 1, upperLeft + 1);
            }
        }

        return new() { Positions = positions, Indices = [.. indices], Normals = normals, TexCoords0 = texCoords, Material = material };
    }

    private static TriangleMesh Joined(ReadOnlySpan<TriangleMesh> patches)
    {
        var positions = new List<Vector3>();
        var normals = new List<Vector3>();
        var texCoords = new List<Vector2>();
        var indices = new List<int>();
        foreach (TriangleMesh patch in patches)
        {
            int first = positions.Count;
            positions.AddRange(patch.Positions);
            normals.AddRange(patch.Normals!);
            texCoords.AddRange(patch.TexCoords0!);
            foreach (int index in patch.Indices)
            {
                indices.Add(first + index);
            }
        }

        return new()
        {
            Positions = [.. positions],
            Indices = [.. indices],
            Normals = [.. normals],
            TexCoords0 = [.. texCoords],
            Material = patches[0].Material,
        };
    }

    private static void AddTriangle(List<int> indices, Vector3[] positions, int a, int b, int c)
    {
        if (positions[a] != positions[b] && positions[b] != positions[c] && positions[c] != positions[a])
        {
            indices.Add(a);
            indices.Add(b);
            indices.Add(c);
        }
    }

    // Turns are counted so that a whole turn gives the very bits of no turn: seams then close exactly.
    private static Vector3 Direction(float longitude, float latitude)
    {
        (double sin, double cos) = Math.SinCos(Math.Tau * (longitude == 1 ? 0 : longitude));
        (double rise, double reach) = Math.SinCos(Math.Tau * latitude);
        if (Math.Abs(latitude) == 0.25f)
        {
            reach = 0;
        }

        return new((float)(cos * reach), (float)(sin * reach), (float)rise);
    }
}
