namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>The component types of Draco that glTF has as well.</summary>
internal enum DracoDataType
{
    /// <summary>Signed, 8 bits.</summary>
    SByte = 1,

    /// <summary>Unsigned, 8 bits.</summary>
    Byte = 2,

    /// <summary>Signed, 16 bits.</summary>
    Int16 = 3,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16 = 4,

    /// <summary>Signed, 32 bits.</summary>
    Int32 = 5,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32 = 6,

    /// <summary>Floating-point, 32 bits.</summary>
    Single = 9,
}
