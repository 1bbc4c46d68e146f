namespace Kiln.Geometry.Formats.Ply;

/// <summary>An element of the header: rows of the same properties.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="Properties">The properties of a row, in order.</param>
internal sealed record PlyElement(string Name, int Count, List<PlyProperty> Properties)
{
    /// <summary>Place of the first property of one of some names; −1 when there is none.</summary>
    public int IndexOf(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            int index = Properties.FindIndex(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (index >= 0)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>The fewest bytes that all rows can take: by it a count is checked before memory is taken for it.</summary>
    public long LeastBytes(PlyEncoding encoding) => Count * Properties.Sum(property =>
        encoding == PlyEncoding.Text ? 2L : PlyProperty.SizeOf(property.CountType ?? property.Type));
}
