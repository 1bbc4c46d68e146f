namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>How a face is attached to those before it: the bit patterns of Edgebreaker's symbols.</summary>
internal enum DracoFaceSymbol
{
    /// <summary>Between two boundary edges that share a vertex, which becomes interior.</summary>
    Close = 0,

    /// <summary>Between the two last active edges, whose patches it joins.</summary>
    Split = 1,

    /// <summary>On the active edge, with a new vertex; its left edge stays active.</summary>
    Left = 3,

    /// <summary>On the active edge, with a new vertex; its right edge stays active.</summary>
    Right = 5,

    /// <summary>Alone, with three new vertices.</summary>
    End = 7,
}
