namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>How the values of an attribute are coded.</summary>
internal enum DracoCoding
{
    /// <summary>As they are.</summary>
    Plain = 0,

    /// <summary>As integers.</summary>
    Integer = 1,

    /// <summary>As integers that stand for numbers in a range.</summary>
    Quantized = 2,

    /// <summary>As places on an unfolded octahedron.</summary>
    Normal = 3,
}
