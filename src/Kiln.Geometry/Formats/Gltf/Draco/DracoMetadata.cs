namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Goes past the metadata of a stream, which no glTF file has a use for (Draco bitstream, "Metadata Decoder").</summary>
internal static class DracoMetadata
{
    /// <summary>Goes past all metadata.</summary>
    public static void Skip(DracoReader reader)
    {
        for (int i = reader.Count("attributes with metadata", reader.Remaining); i > 0; i--)
        {
            reader.Variable();
            SkipElement(reader);
        }

        SkipElement(reader);
    }

    /// <summary>Goes past an element and those in it, each of which has a name first.</summary>
    private static void SkipElement(DracoReader reader)
    {
        long named = SkipEntries(reader);
        while (named > 0)
        {
            reader.Section(reader.Byte());
            named += SkipEntries(reader) - 1;
        }
    }

    /// <summary>Goes past the entries of an element, and returns how many elements are in it.</summary>
    private static int SkipEntries(DracoReader reader)
    {
        for (int i = reader.Count("entries", reader.Remaining); i > 0; i--)
        {
            reader.Section(reader.Byte());
            reader.Section(reader.Variable());
        }

        return reader.Count("elements", reader.Remaining);
    }
}
