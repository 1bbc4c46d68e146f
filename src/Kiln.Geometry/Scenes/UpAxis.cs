namespace Kiln.Geometry.Scenes;

/// <summary>The axis that points away from the ground.</summary>
public enum UpAxis
{
    /// <summary>+X is up.</summary>
    X,

    /// <summary>+Y is up (glTF, most OBJ).</summary>
    Y,

    /// <summary>+Z is up (most STL, USD and MJCF outputs).</summary>
    Z,
}
