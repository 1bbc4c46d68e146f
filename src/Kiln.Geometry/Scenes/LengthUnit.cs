namespace Kiln.Geometry.Scenes;

/// <summary>The unit of length of a file's coordinates.</summary>
public enum LengthUnit
{
    /// <summary>0.001 m.</summary>
    Millimetre,

    /// <summary>0.01 m.</summary>
    Centimetre,

    /// <summary>1 m.</summary>
    Metre,

    /// <summary>0.0254 m.</summary>
    Inch,

    /// <summary>0.3048 m.</summary>
    Foot,
}
