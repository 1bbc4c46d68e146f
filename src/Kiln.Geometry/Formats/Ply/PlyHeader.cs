using System.Globalization;
using Kiln.Geometry.Formats.Text;

namespace Kiln.Geometry.Formats.Ply;

/// <summary>The header of a file.</summary>
/// <param name="Encoding">How values are written.</param>
/// <param name="Elements">The elements in the order of the file.</param>
/// <param name="Textures">Names of texture files, as comments give them: the number of a face's texture counts them.</param>
/// <param name="Length">Offset of the first value.</param>
internal sealed record PlyHeader(PlyEncoding Encoding, List<PlyElement> Elements, List<string> Textures, int Length)
{
    private const int MaxElements = 256;
    private const int MaxProperties = 1024;
    private const int MaxTextures = 4096;

    /// <summary>Reads a header.</summary>
    /// <exception cref="InvalidModelException">It is malformed; the message names the line.</exception>
    public static PlyHeader Read(ReadOnlySpan<byte> file)
    {
        var cursor = new TextCursor(file);
        if (!cursor.Word().SequenceEqual("ply"u8))
        {
            throw new InvalidModelException("The file is no PLY: it does not start with \"ply\"", "byte 0");
        }

        bool linesEndInReturn = cursor.IsAt((byte)'\r') && cursor.Position + 1 < file.Length && file[cursor.Position + 1] != (byte)'\n';
        PlyEncoding? encoding = null;
        var elements = new List<PlyElement>();
        var textures = new List<string>();
        while (!cursor.AtEnd)
        {
            cursor.SkipLine();
            string keyword = System.Text.Encoding.ASCII.GetString(cursor.Word());
            switch (keyword)
            {
                case "format":
                    encoding = ReadEncoding(ref cursor);
                    break;
                case "element":
                    elements.Add(ReadElement(ref cursor, elements.Count));
                    break;
                case "property":
                    ReadProperty(ref cursor, elements);
                    break;
                case "comment":
                    ReadComment(ref cursor, textures);
                    break;
                case "end_header":
                    EndLine(ref cursor, linesEndInReturn);
                    return new PlyHeader(
                        encoding ?? throw new InvalidModelException("The header names no format", $"line {cursor.Line}"),
                        elements,
                        textures,
                        cursor.Position);
                default:
                    break;
            }
        }

        throw new InvalidModelException("The header has no end", $"line {cursor.Line}");
    }

    /// <summary>
    /// Binary values follow the one line end; blanks before it are part of the header, bytes after it are not, though the first may
    /// look like a line feed.
    /// </summary>
    private static void EndLine(ref TextCursor cursor, bool linesEndInReturn)
    {
        _ = cursor.SkipBlanks();
        if (!cursor.Take((byte)'\r') || !linesEndInReturn)
        {
            _ = cursor.Take((byte)'\n');
        }
    }

    private static void ReadComment(ref TextCursor cursor, List<string> textures)
    {
        if (cursor.Word().SequenceEqual("TextureFile"u8) && textures.Count < MaxTextures)
        {
            textures.Add(cursor.RestOfLine());
        }
    }

    private static PlyEncoding ReadEncoding(ref TextCursor cursor) => System.Text.Encoding.ASCII.GetString(cursor.Word()) switch
    {
        "ascii" => PlyEncoding.Text,
        "binary_little_endian" => PlyEncoding.LittleEndian,
        "binary_big_endian" => PlyEncoding.BigEndian,
        string other => throw new InvalidModelException($"The format \"{other}\" does not exist", $"line {cursor.Line}"),
    };

    private static PlyElement ReadElement(ref TextCursor cursor, int before)
    {
        string name = System.Text.Encoding.UTF8.GetString(cursor.Word());
        bool counted = int.TryParse(cursor.Word(), NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        return counted && before < MaxElements
            ? new PlyElement(name, count, [])
            : throw new InvalidModelException("An element has no valid count, or there are too many", $"line {cursor.Line}");
    }

    private static void ReadProperty(ref TextCursor cursor, List<PlyElement> elements)
    {
        if (elements.Count == 0 || elements[^1].Properties.Count == MaxProperties)
        {
            throw new InvalidModelException("A property belongs to no element, or there are too many", $"line {cursor.Line}");
        }

        string type = System.Text.Encoding.ASCII.GetString(cursor.Word());
        PlyType? countType = null;
        if (type == "list")
        {
            countType = TypeOf(System.Text.Encoding.ASCII.GetString(cursor.Word()), cursor.Line);
            type = System.Text.Encoding.ASCII.GetString(cursor.Word());
        }

        PlyType valueType = TypeOf(type, cursor.Line);
        elements[^1].Properties.Add(new PlyProperty(System.Text.Encoding.UTF8.GetString(cursor.Word()), valueType, countType));
    }

    private static PlyType TypeOf(string name, int line) => name switch
    {
        "char" or "int8" => PlyType.Int8,
        "uchar" or "uint8" => PlyType.UInt8,
        "short" or "int16" => PlyType.Int16,
        "ushort" or "uint16" => PlyType.UInt16,
        "int" or "int32" => PlyType.Int32,
        "uint" or "uint32" => PlyType.UInt32,
        "float" or "float32" => PlyType.Single,
        "double" or "float64" => PlyType.Double,
        _ => throw new InvalidModelException($"The type \"{name}\" does not exist", $"line {line}"),
    };
}
