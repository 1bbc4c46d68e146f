using Kiln.Geometry.Formats.Gltf.Schema;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>Reads transforms: column-major matrices, or translation, rotation (x, y, z, w) and scale.</summary>
internal static class GltfTransform
{
    private const double AffineTolerance = 1e-5;

    private static readonly double[] IdentityMatrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

    /// <summary>The map of a node to its parent's frame.</summary>
    public static Affine3d Of(GltfNode node, string where)
    {
        if (node.Matrix is not null)
        {
            return FromMatrix(GltfElements.Numbers(node.Matrix, IdentityMatrix, "matrix", where), where);
        }

        double[] t = GltfElements.Numbers(node.Translation, [0d, 0d, 0d], "translation", where);
        double[] r = GltfElements.Numbers(node.Rotation, [0d, 0d, 0d, 1d], "rotation", where);
        double[] s = GltfElements.Numbers(node.Scale, [1d, 1d, 1d], "scale", where);
        double length = Math.Sqrt((r[0] * r[0]) + (r[1] * r[1]) + (r[2] * r[2]) + (r[3] * r[3]));
        if (!(length > 0) || !double.IsFinite(length))
        {
            throw new InvalidModelException("\"rotation\" is not a rotation: its length is zero or too large", where);
        }

        return Affine3d.Translation(new Vector3d(t[0], t[1], t[2]))
            .After(Affine3d.Rotation(r[0] / length, r[1] / length, r[2] / length, r[3] / length))
            .After(Affine3d.Scale(new Vector3d(s[0], s[1], s[2])));
    }

    /// <summary>The map that a matrix of 16 finite numbers stands for.</summary>
    public static Affine3d FromMatrix(ReadOnlySpan<double> m, string where) =>
        Math.Abs(m[3]) + Math.Abs(m[7]) + Math.Abs(m[11]) + Math.Abs(m[15] - 1) <= AffineTolerance
            ? new Affine3d(new(m[0], m[1], m[2]), new(m[4], m[5], m[6]), new(m[8], m[9], m[10]), new(m[12], m[13], m[14]))
            : throw new InvalidModelException("The matrix is not affine: its last row must be 0 0 0 1", where);
}
