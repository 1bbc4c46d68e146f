using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Kiln.Geometry.Formats.Text;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Stl;

/// <summary>
/// Reads STL. A file whose size is 84 + 50·n bytes, n being the count in its header, is binary even when it starts with
/// <c>solid</c>; so is one with zero bytes where text would be. Triangles share no vertices; normals are left out because writers
/// fill them with anything.
/// </summary>
internal static class StlReader
{
    private const int HeaderLength = 84;
    private const int FacetLength = 50;

    // Beyond the count of a binary header, whose highest byte is zero but for files of gigabytes.
    private const int TextProbe = 512;

    /// <summary>Reads a file.</summary>
    public static Scene Read(ReadOnlySpan<byte> file, string name, ModelReaderLimits limits, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        bool sized = file.Length >= HeaderLength && file.Length == HeaderLength + (FacetLength * (long)FacetCount(file));
        file = sized ? file : TextEncoding.ToUtf8(file);
        List<Mesh> meshes = !sized && StartsAsText(file)
            ? ReadText(file, name, limits, cancellationToken)
            : [new Mesh(name, [ReadBinary(file, limits, warnings)])];
        return new Scene
        {
            Name = name,
            Nodes = [.. meshes.Select((mesh, index) => new Node(mesh.Name, -1, Affine3d.Identity, index))],
            Meshes = meshes,
            Materials = [],
            Images = [],
            Warnings = warnings,
        };
    }

    private static uint FacetCount(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt32LittleEndian(file[80..]);

    private static bool StartsAsText(ReadOnlySpan<byte> file)
    {
        if (file[..Math.Min(file.Length, TextProbe)].Contains((byte)0))
        {
            return false;
        }

        ReadOnlySpan<byte> head = file.TrimStart(" \t\r\n"u8);
        return head.Length >= 5 && Ascii.EqualsIgnoreCase(head[..5], "solid"u8);
    }

    private static TriangleMesh ReadBinary(ReadOnlySpan<byte> file, ModelReaderLimits limits, List<string> warnings)
    {
        if (file.Length < HeaderLength)
        {
            throw new InvalidModelException(
                $"The file is no STL: it does not start with \"solid\", and a binary header has {HeaderLength} bytes, not {file.Length}", "byte 0");
        }

        uint count = FacetCount(file);
        long end = HeaderLength + (FacetLength * (long)count);
        if (end > file.Length)
        {
            throw new InvalidModelException(
                $"The file is truncated: {count} triangles need {end} bytes, and {file.Length} are there", "byte 80");
        }

        if (end < file.Length)
        {
            warnings.Add($"{file.Length - end} bytes after the last triangle were left out.");
        }

        new MeshBudget(limits).Add(3L * count, count, "byte 80");
        var positions = new Vector3[3 * count];
        for (int i = 0; i < (int)count; i++)
        {
            ReadOnlySpan<byte> corners = file.Slice(HeaderLength + (i * FacetLength) + 12, 36);
            MemoryMarshal.Cast<byte, Vector3>(corners).CopyTo(positions.AsSpan(3 * i, 3));
        }

        int bad = VertexData.FirstNonFinite<Vector3>(positions);
        return bad < 0
            ? Separate(positions) with { Colors = StlColors.Read(file[..HeaderLength], file.Slice(HeaderLength, (int)count * FacetLength)) }
            : throw new InvalidModelException(
                $"A coordinate of triangle {bad / 3} is infinite or not a number", $"byte {HeaderLength + (bad / 3 * FacetLength)}");
    }

    private static List<Mesh> ReadText(ReadOnlySpan<byte> file, string name, ModelReaderLimits limits, CancellationToken cancellationToken)
    {
        var budget = new MeshBudget(limits);
        var meshes = new List<Mesh>();
        var positions = new List<Vector3>();
        var cursor = new TextCursor(file);
        string solid = name;
        int corners = 0;
        while (cursor.SkipToWord())
        {
            ReadOnlySpan<byte> word = cursor.Word();
            if (Ascii.EqualsIgnoreCase(word, "vertex"u8))
            {
                positions.Add(Corner(ref cursor));
                corners++;
            }
            else if (Ascii.EqualsIgnoreCase(word, "endfacet"u8))
            {
                if (corners != 3)
                {
                    throw new InvalidModelException($"A facet has {corners} vertices, not 3", $"line {cursor.Line}");
                }

                corners = 0;
                cancellationToken.ThrowIfCancellationRequested();
            }
            else if (Ascii.EqualsIgnoreCase(word, "solid"u8))
            {
                Close(meshes, solid, positions, budget, limits);
                solid = cursor.RestOfLine() is { Length: > 0 } given ? given : name;
            }
            else if (!Ascii.EqualsIgnoreCase(word, "facet"u8) && !IsFrame(word))
            {
                throw new InvalidModelException($"\"{Excerpt(word)}\" is not a word of STL", $"line {cursor.Line}");
            }

            // Normals and names of closed solids are of no use. What follows a normal may stand on the same line.
            if (Ascii.EqualsIgnoreCase(word, "facet"u8))
            {
                SkipNormal(ref cursor);
            }
            else if (Ascii.EqualsIgnoreCase(word, "endsolid"u8))
            {
                cursor.SkipLine();
            }
        }

        if (corners != 0)
        {
            throw new InvalidModelException("The file ends inside a facet", $"line {cursor.Line}");
        }

        Close(meshes, solid, positions, budget, limits);
        return meshes;
    }

    private static void SkipNormal(ref TextCursor cursor)
    {
        for (int i = 0; i < 4 && cursor.SkipBlanks() && !cursor.IsAt((byte)'o') && !cursor.IsAt((byte)'O'); i++)
        {
            _ = cursor.Word();
        }
    }

    private static Vector3 Corner(ref TextCursor cursor)
    {
        if (!cursor.TryNumber(out double x) || !cursor.TryNumber(out double y) || !cursor.TryNumber(out double z))
        {
            throw new InvalidModelException("A vertex does not have three numbers", $"line {cursor.Line}");
        }

        var corner = new Vector3((float)x, (float)y, (float)z);
        return ((Vector3d)corner).IsFinite
            ? corner
            : throw new InvalidModelException("A coordinate is infinite or not a number", $"line {cursor.Line}");
    }

    private static void Close(List<Mesh> meshes, string name, List<Vector3> positions, MeshBudget budget, ModelReaderLimits limits)
    {
        if (positions.Count == 0)
        {
            return;
        }

        budget.Add(positions.Count, positions.Count / 3, name);
        if (meshes.Count == limits.MaxNodes)
        {
            throw new InvalidModelException($"The model has more than {limits.MaxNodes} parts", name);
        }

        meshes.Add(new Mesh(name, [Separate([.. positions])]));
        positions.Clear();
    }

    private static bool IsFrame(ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(word, "outer"u8) || Ascii.EqualsIgnoreCase(word, "loop"u8)
        || Ascii.EqualsIgnoreCase(word, "endloop"u8) || Ascii.EqualsIgnoreCase(word, "endsolid"u8);

    private static string Excerpt(ReadOnlySpan<byte> word) => Encoding.Latin1.GetString(word[..Math.Min(word.Length, 32)]);

    private static TriangleMesh Separate(Vector3[] positions)
    {
        var indices = new int[positions.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = i;
        }

        return new TriangleMesh { Positions = positions, Indices = indices };
    }
}
