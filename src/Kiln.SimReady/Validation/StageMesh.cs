using System.Numerics;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Validation;

/// <summary>A Mesh prim with its attributes at hand; arrays that are absent are empty.</summary>
internal sealed class StageMesh(string path, UsdPrim prim)
{
    /// <summary>Path of the prim.</summary>
    public string Path { get; } = path;

    /// <summary>The prim.</summary>
    public UsdPrim Prim { get; } = prim;

    /// <summary>Positions.</summary>
    public Vector3[] Points { get; } = prim.Value<Vector3[]>("points") ?? [];

    /// <summary>Vertices of each face.</summary>
    public int[] Counts { get; } = prim.Value<int[]>("faceVertexCounts") ?? [];

    /// <summary>Point indices of the faces.</summary>
    public int[] Indices { get; } = prim.Value<int[]>("faceVertexIndices") ?? [];

    /// <summary>False when authored invisible.</summary>
    public bool IsVisible { get; } = prim.Value<UsdToken>("visibility").Text != "invisible";

    /// <summary>The normals: the primvar when there is one, else the attribute.</summary>
    public UsdAttribute? Normals { get; } = prim.Attribute("primvars:normals") ?? prim.Attribute("normals");

    /// <summary>True when all faces are triangles and all indices are in range, so that geometry can be looked at.</summary>
    public bool IsReadable =>
        Counts.Length > 0
        && Array.TrueForAll(Counts, count => count == 3)
        && Indices.Length == 3 * Counts.Length
        && Array.TrueForAll(Indices, index => (uint)index < (uint)Points.Length);

    /// <summary>The number of normals that the interpolation calls for, and the index of a corner's normal.</summary>
    public bool TryGetNormal(int corner, Vector3[] values, int[]? indices, out Vector3 normal)
    {
        int index = Normals?.Interpolation switch
        {
            "uniform" => corner / 3,
            "faceVarying" => corner,
            "vertex" or "varying" => Indices[corner],
            "constant" => 0,
            _ => -1,
        };
        if (indices is not null)
        {
            index = (uint)index < (uint)indices.Length ? indices[index] : -1;
        }

        bool found = (uint)index < (uint)values.Length;
        normal = found ? values[index] : default;
        return found;
    }
}
