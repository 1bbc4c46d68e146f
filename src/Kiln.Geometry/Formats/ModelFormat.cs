namespace Kiln.Geometry.Formats;

/// <summary>The file formats that can be read.</summary>
public enum ModelFormat
{
    /// <summary>Binary glTF 2.0 (<c>.glb</c>).</summary>
    Glb,

    /// <summary>glTF 2.0 as JSON (<c>.gltf</c>), alone with data URIs or in an archive with its side files.</summary>
    Gltf,

    /// <summary>Wavefront OBJ (<c>.obj</c>) with material libraries (<c>.mtl</c>).</summary>
    Obj,

    /// <summary>Stereolithography (<c>.stl</c>), text or binary.</summary>
    Stl,

    /// <summary>Polygon file format (<c>.ply</c>), text or binary.</summary>
    Ply,

    /// <summary>An archive (<c>.zip</c>) of one model with its side files.</summary>
    Zip,
}
