namespace Kiln.Geometry.Formats.Ply;

/// <summary>The scalar types, by both families of names.</summary>
internal enum PlyType
{
    /// <summary><c>char</c>, <c>int8</c>.</summary>
    Int8,

    /// <summary><c>uchar</c>, <c>uint8</c>.</summary>
    UInt8,

    /// <summary><c>short</c>, <c>int16</c>.</summary>
    Int16,

    /// <summary><c>ushort</c>, <c>uint16</c>.</summary>
    UInt16,

    /// <summary><c>int</c>, <c>int32</c>.</summary>
    Int32,

    /// <summary><c>uint</c>, <c>uint32</c>.</summary>
    UInt32,

    /// <summary><c>float</c>, <c>float32</c>.</summary>
    Single,

    /// <summary><c>double</c>, <c>float64</c>.</summary>
    Double,
}
