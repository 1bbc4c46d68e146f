using System.Numerics;

namespace Kiln.Geometry.Formats.Obj;

/// <summary>The lists that faces refer to.</summary>
internal sealed class ObjGeometry
{
    /// <summary>Positions of <c>v</c> lines.</summary>
    public List<Vector3> Positions { get; } = [];

    /// <summary>Linear colours of <c>v</c> lines: as many as positions up to the last one that has a colour.</summary>
    public List<Vector4> Colors { get; } = [];

    /// <summary>Texture coordinates of <c>vt</c> lines, origin turned to the upper left.</summary>
    public List<Vector2> TexCoords { get; } = [];

    /// <summary>Normals of <c>vn</c> lines.</summary>
    public List<Vector3> Normals { get; } = [];
}
