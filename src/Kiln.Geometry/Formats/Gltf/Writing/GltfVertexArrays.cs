using System.Numerics;

namespace Kiln.Geometry.Formats.Gltf.Writing;

/// <summary>Vertex arrays as the format demands them: the given array where it will do, a corrected copy where not.</summary>
internal static class GltfVertexArrays
{
    private const float SquareTolerance = 0.002f;

    /// <summary>Unit directions; zero becomes +Y, since the format has no word for "none".</summary>
    public static Vector3[] Unit(Vector3[] directions)
    {
        if (Array.TrueForAll(directions, IsUnit))
        {
            return directions;
        }

        var unit = (Vector3[])directions.Clone();
        VertexData.Normalize(unit);
        for (int i = 0; i < unit.Length; i++)
        {
            unit[i] = IsUnit(unit[i]) ? unit[i] : Vector3.UnitY;
        }

        return unit;
    }

    /// <summary>Unit tangents with W −1 or 1; zero becomes +X.</summary>
    public static Vector4[] UnitTangents(Vector4[] tangents)
    {
        if (Array.TrueForAll(tangents, IsTangent))
        {
            return tangents;
        }

        var unit = (Vector4[])tangents.Clone();
        VertexData.NormalizeTangents(unit);
        for (int i = 0; i < unit.Length; i++)
        {
            unit[i] = IsTangent(unit[i]) ? unit[i] : new Vector4(1, 0, 0, unit[i].W);
        }

        return unit;
    }

    /// <summary>Colours between 0 and 1.</summary>
    public static Vector4[] Clamped(Vector4[] colors) =>
        Array.TrueForAll(colors, color => Vector4.Clamp(color, Vector4.Zero, Vector4.One) == color)
            ? colors
            : Array.ConvertAll(colors, color => Vector4.Clamp(color, Vector4.Zero, Vector4.One));

    private static bool IsUnit(Vector3 direction) => Math.Abs(direction.LengthSquared() - 1) <= SquareTolerance;

    private static bool IsTangent(Vector4 tangent) =>
        Math.Abs(tangent.W) == 1 && IsUnit(new Vector3(tangent.X, tangent.Y, tangent.Z));
}
