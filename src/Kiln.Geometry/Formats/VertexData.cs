using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kiln.Geometry.Formats;

/// <summary>Checks and repairs of vertex arrays that every reader needs.</summary>
internal static class VertexData
{
    /// <summary>Index of the first element with an infinite or NaN component; −1 when all are finite.</summary>
    public static int FirstNonFinite<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ReadOnlySpan<float> floats = MemoryMarshal.Cast<T, float>(values);
        int i = 0;
        var exponent = Vector256.Create(0x7F800000);
        for (; i <= floats.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<int> bits = Vector256.Create(floats[i..]).AsInt32() & exponent;
            if (Vector256.EqualsAny(bits, exponent))
            {
                break;
            }
        }

        for (; i < floats.Length; i++)
        {
            if (!float.IsFinite(floats[i]))
            {
                return i / (floats.Length / values.Length);
            }
        }

        return -1;
    }

    /// <summary>The values, or null and a warning when one of them is infinite or NaN: such an attribute is better recomputed.</summary>
    public static T[]? FiniteOrNull<T>(T[]? values, string what, List<string> warnings)
        where T : unmanaged
    {
        if (values is null)
        {
            return null;
        }

        int bad = FirstNonFinite<T>(values);
        if (bad < 0)
        {
            return values;
        }

        warnings.Add($"{what} were left out: element {bad} is not finite.");
        return null;
    }

    /// <summary>Makes directions unit where they are off by more than 0.001; zero stays zero.</summary>
    public static void Normalize(Span<Vector3> directions)
    {
        foreach (ref Vector3 direction in directions)
        {
            float square = direction.LengthSquared();
            if (Math.Abs(square - 1) > 0.002f && square > 0)
            {
                direction = (Vector3)((Numerics.Vector3d)direction).Normalized();
            }
        }
    }

    /// <summary>Makes the directions in X, Y, Z unit and W a sign.</summary>
    public static void NormalizeTangents(Span<Vector4> tangents)
    {
        foreach (ref Vector4 tangent in tangents)
        {
            var direction = new Vector3(tangent.X, tangent.Y, tangent.Z);
            Normalize(new Span<Vector3>(ref direction));
            tangent = new Vector4(direction, tangent.W < 0 ? -1 : 1);
        }
    }

    /// <summary>The values at the given places; the array itself when no order is given.</summary>
    public static T[] Gather<T>(T[] values, int[]? order)
    {
        if (order is null)
        {
            return values;
        }

        var gathered = new T[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            gathered[i] = values[order[i]];
        }

        return gathered;
    }
}
