namespace Kiln.Geometry.Formats.Ply;

/// <summary>How the values of a file are written.</summary>
internal enum PlyEncoding
{
    /// <summary><c>ascii</c>.</summary>
    Text,

    /// <summary><c>binary_little_endian</c>.</summary>
    LittleEndian,

    /// <summary><c>binary_big_endian</c>.</summary>
    BigEndian,
}
