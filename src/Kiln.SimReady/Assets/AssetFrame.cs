using System.Numerics;

namespace Kiln.SimReady.Assets;

/// <summary>The turn from the clean GLB's frame (+Y up) to the asset's (+Z up). Exact in floating point.</summary>
internal static class AssetFrame
{
    /// <summary>(x, y, z) ↦ (x, −z, y); directions turn alike. Minus zero becomes zero.</summary>
    public static Vector3 FromGltf(Vector3 v) => new(v.X, 0f - v.Z, v.Y);

    /// <summary>Turns every vector into a new array.</summary>
    public static Vector3[] FromGltf(ReadOnlySpan<Vector3> vectors)
    {
        Vector3[] turned = new Vector3[vectors.Length];
        for (int i = 0; i < turned.Length; i++)
        {
            turned[i] = FromGltf(vectors[i]);
        }

        return turned;
    }
}
