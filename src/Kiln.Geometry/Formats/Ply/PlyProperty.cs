namespace Kiln.Geometry.Formats.Ply;

/// <summary>A property of an element.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its value, or of the values of its list.</param>
/// <param name="CountType">The type of the count before a list; null for a single value.</param>
internal sealed record PlyProperty(string Name, PlyType Type, PlyType? CountType)
{
    /// <summary>Bytes of one value of a type in a binary file.</summary>
    public static int SizeOf(PlyType type) => type switch
    {
        PlyType.Int8 or PlyType.UInt8 => 1,
        PlyType.Int16 or PlyType.UInt16 => 2,
        PlyType.Double => 8,
        _ => 4,
    };
}
