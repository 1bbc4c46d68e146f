using Kiln.Geometry.Formats.Text;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Ply;

/// <summary>
/// Reads PLY, text and both binaries: faces of any number of corners, triangle strips, vertex normals, colours and texture
/// coordinates, and the texture coordinates of face corners with the textures that comments name, as MeshLab writes them. Elements and
/// properties that are not known are passed over by their declared size. Point clouds are refused.
/// </summary>
internal static class PlyReader
{
    /// <summary>Reads a file.</summary>
    public static Scene Read(
        ReadOnlySpan<byte> file, string name, SideFiles sideFiles, ModelReaderLimits limits, CancellationToken cancellationToken)
    {
        file = TextEncoding.ToUtf8(file);
        PlyHeader header = PlyHeader.Read(file);
        PlyVertices? vertices = null;
        PlyFaces? faces = null;
        if (header.Elements.FindIndex(IsFaces) is >= 0 and int first && header.Elements.FindIndex(IsVertices) > first)
        {
            vertices = VerticesOf(file, header, limits, cancellationToken);
        }

        var values = new PlyValueReader(file, header);
        foreach (PlyElement element in header.Elements.Where(element => element.Properties.Count > 0))
        {
            CheckSize(element, header.Encoding, values.Remaining, limits);
            if (IsVertices(element) && vertices is null)
            {
                vertices = new PlyVertices(element);
                vertices.Read(ref values, cancellationToken);
            }
            else if (IsFaces(element))
            {
                faces ??= new PlyFaces(
                    vertices?.Positions ?? throw new InvalidModelException("The file has faces and no vertices"), header.Textures.Count, limits);
                faces.Read(element, element.Name == "tristrips", ref values, cancellationToken);
            }
            else
            {
                Skip(element, ref values, cancellationToken);
            }
        }

        return vertices is not null && faces is not null && faces.IndicesByTexture.Values.Any(indices => indices.Count > 0)
            ? new PlyScene(vertices, faces, header.Textures, sideFiles, limits).Build(name)
            : throw new InvalidModelException($"The file is a point cloud: it has {vertices?.Positions.Length ?? 0} vertices and no faces");
    }

    private static bool IsVertices(PlyElement element) => element.Name == "vertex" && element.Properties.Count > 0;

    private static bool IsFaces(PlyElement element) => element.Name is "face" or "tristrips" && element.Properties.Count > 0;

    /// <summary>The vertices of a file in which they stand behind faces, which need them.</summary>
    private static PlyVertices VerticesOf(ReadOnlySpan<byte> file, PlyHeader header, ModelReaderLimits limits, CancellationToken cancellationToken)
    {
        var values = new PlyValueReader(file, header);
        foreach (PlyElement before in header.Elements.Where(element => element.Properties.Count > 0).TakeWhile(element => !IsVertices(element)))
        {
            CheckSize(before, header.Encoding, values.Remaining, limits);
            Skip(before, ref values, cancellationToken);
        }

        PlyElement element = header.Elements.First(IsVertices);
        CheckSize(element, header.Encoding, values.Remaining, limits);
        var vertices = new PlyVertices(element);
        vertices.Read(ref values, cancellationToken);
        return vertices;
    }

    private static void CheckSize(PlyElement element, PlyEncoding encoding, int remaining, ModelReaderLimits limits)
    {
        // The last value of a text file may end without a blank.
        if (element.LeastBytes(encoding) > remaining + 1L)
        {
            throw new InvalidModelException(
                $"The file is truncated: {element.Count} rows need at least {element.LeastBytes(encoding)} bytes, and {remaining} are left",
                $"element {element.Name}");
        }

        if (element.Name == "vertex" && element.Count > limits.MaxVertices)
        {
            throw new InvalidModelException($"The model has more than {limits.MaxVertices} vertices", "element vertex");
        }
    }

    private static void Skip(PlyElement element, ref PlyValueReader values, CancellationToken cancellationToken)
    {
        for (int row = 0; row < element.Count; row++)
        {
            if ((row & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            foreach (PlyProperty property in element.Properties)
            {
                values.Skip(property);
            }
        }
    }
}
