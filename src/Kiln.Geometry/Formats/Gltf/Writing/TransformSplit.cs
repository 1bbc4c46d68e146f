using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Formats.Gltf.Writing;

/// <summary>Two maps without shear that make one with it: first the inner, then the outer.</summary>
/// <param name="Outer">Translation, rotation and scale.</param>
/// <param name="Inner">A rotation.</param>
internal readonly record struct TransformSplit(Affine3d Outer, Affine3d Inner)
{
    private const double OrthogonalTolerance = 1e-6;
    private const int Sweeps = 32;

    /// <summary>
    /// The split of a map with shear; null for a map that is translation, rotation and scale alone. With M = U·S·Vᵀ, from the
    /// eigenvectors V of MᵀM, the inner map is Vᵀ and the outer M·V, whose columns are orthogonal.
    /// </summary>
    public static TransformSplit? Of(Affine3d map)
    {
        if (IsOrthogonal(map))
        {
            return null;
        }

        Vector3d[] v = [new(1, 0, 0), new(0, 1, 0), new(0, 0, 1)];
        Vector3d[] columns = [map.X, map.Y, map.Z];
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            // One-sided Jacobi: turns pairs of columns until all are orthogonal, and V along with them.
            for (int pair = 0; pair < 3; pair++)
            {
                Orthogonalize(columns, v, pair, (pair + 1) % 3);
            }
        }

        if (Vector3d.Dot(v[0], Vector3d.Cross(v[1], v[2])) < 0)
        {
            (v[2], columns[2]) = (-v[2], -columns[2]);
        }

        var outer = new Affine3d(columns[0], columns[1], columns[2], map.Origin);
        var inner = new Affine3d(
            new(v[0].X, v[1].X, v[2].X), new(v[0].Y, v[1].Y, v[2].Y), new(v[0].Z, v[1].Z, v[2].Z), Vector3d.Zero);
        return new TransformSplit(outer, inner);
    }

    private static bool IsOrthogonal(Affine3d map) =>
        AreOrthogonal(map.X, map.Y) && AreOrthogonal(map.Y, map.Z) && AreOrthogonal(map.Z, map.X);

    private static bool AreOrthogonal(Vector3d a, Vector3d b) => Math.Abs(Vector3d.Dot(a, b)) <= OrthogonalTolerance * a.Length * b.Length;

    private static void Orthogonalize(Vector3d[] columns, Vector3d[] v, int p, int q)
    {
        double dot = Vector3d.Dot(columns[p], columns[q]);
        if (dot == 0)
        {
            return;
        }

        double ratio = (columns[q].LengthSquared - columns[p].LengthSquared) / (2 * dot);
        double tangent = (ratio < 0 ? -1 : 1) / (Math.Abs(ratio) + Math.Sqrt(1 + (ratio * ratio)));
        double cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
        double sine = cosine * tangent;
        (columns[p], columns[q]) = ((columns[p] * cosine) - (columns[q] * sine), (columns[p] * sine) + (columns[q] * cosine));
        (v[p], v[q]) = ((v[p] * cosine) - (v[q] * sine), (v[p] * sine) + (v[q] * cosine));
    }
}
