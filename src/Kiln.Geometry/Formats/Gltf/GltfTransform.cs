using System.Numerics;
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
        return FromParts(new Vector3d(t[0], t[1], t[2]), r[0], r[1], r[2], r[3], new Vector3d(s[0], s[1], s[2]), where);
    }

    /// <summary>The map that scales, then turns by a quaternion (x, y, z, w) of any length, then moves.</summary>
    public static Affine3d FromParts(Vector3d translation, Vector4 rotation, Vector3d scale, string where)
    {
        var map = FromParts(translation, rotation.X, rotation.Y, rotation.Z, rotation.W, scale, where);
        return map.IsFinite ? map : throw new InvalidModelException("The transform has a number that is not finite", where);
    }

    /// <summary>The map that a matrix of 16 finite numbers stands for.</summary>
    public static Affine3d FromMatrix(ReadOnlySpan<double> m, string where) =>
        Math.Abs(m[3]) + Math.Abs(m[7]) + Math.Abs(m[11]) + Math.Abs(m[15] - 1) <= AffineTolerance
            ? new Affine3d(new(m[0], m[1], m[2]), new(m[4], m[5], m[6]), new(m[8], m[9], m[10]), new(m[12], m[13], m[14]))
            : throw new InvalidModelException("The matrix is not affine: its last row must be 0 0 0 1", where);

    private static Affine3d FromParts(Vector3d translation, double x, double y, double z, double w, Vector3d scale, string where)
    {
        double length = Math.Sqrt((x * x) + (y * y) + (z * z) + (w * w));
        if (!(length > 0) || !double.IsFinite(length))
        {
            throw new InvalidModelException("\"rotation\" is not a rotation: its length is zero or too large", where);
        }

        return Affine3d.Translation(translation)
            .After(Affine3d.Rotation(x / length, y / length, z / length, w / length))
            .After(Affine3d.Scale(scale));
    }
}
