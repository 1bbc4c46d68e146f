using Kiln.Geometry.Formats.Text;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Ply;

/// <summary>
/// Reads PLY, text and both binaries: faces of any number of corners, triangle strips, vertex normals, colours and texture
/// coordinates. Elements and properties that are not known are passed over by their declared size. Point clouds are refused.
/// </summary>
internal static class PlyReader
{
    /// <summary>Reads a file.</summary>
    public static Scene Read(ReadOnlySpan<byte> file, string name, ModelReaderLimits limits, CancellationToken cancellationToken)
    {
        file = TextEncoding.ToUtf8(file);
        PlyHeader header = PlyHeader.Read(file);
        var values = new PlyValueReader(file, header);
        PlyVertices? vertices = null;
        PlyFaces? faces = null;
        foreach (PlyElement element in header.Elements)
        {
            // Rows without properties take no bytes, so there may be any number of them.
            if (element.Properties.Count == 0)
            {
                continue;
            }

            CheckSize(element, header.Encoding, values.Remaining, limits);
            if (element.Name == "vertex" && vertices is null)
            {
                vertices = new PlyVertices(element);
                vertices.Read(ref values, cancellationToken);
            }
            else if (element.Name is "face" or "tristrips")
            {
                faces ??= new PlyFaces(
                    vertices?.Positions ?? throw new InvalidModelException("The faces stand before the vertices", $"element {element.Name}"), limits);
                faces.Read(element, element.Name == "tristrips", ref values, cancellationToken);
            }
            else
            {
                Skip(element, ref values, cancellationToken);
            }
        }

        int[] indices = faces?.Indices ?? [];
        var warnings = new List<string>();
        if (header.Elements.Exists(element => element.Name == "face" && element.IndexOf("texcoord") >= 0))
        {
            warnings.Add("The texture coordinates of face corners were left out: only those of vertices are read.");
        }

        return vertices is not null && indices.Length > 0
            ? ToScene(vertices, indices, name, warnings)
            : throw new InvalidModelException($"The file is a point cloud: it has {vertices?.Positions.Length ?? 0} vertices and no faces");
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

    private static Scene ToScene(PlyVertices vertices, int[] indices, string name, List<string> warnings)
    {
        (int[]? order, indices) = new VertexSelection().Compact(indices, vertices.Positions.Length);
        var mesh = new TriangleMesh
        {
            Positions = VertexData.Gather(vertices.Positions, order),
            Indices = indices,
            Normals = Selected(vertices.Normals, order, "The normals", warnings),
            TexCoords0 = Selected(vertices.TexCoords, order, "The texture coordinates", warnings),
            Colors = Selected(vertices.Colors, order, "The vertex colours", warnings),
        };
        VertexData.Normalize(mesh.Normals);
        return new Scene
        {
            Name = name,
            Nodes = [new Node(name, -1, Affine3d.Identity, 0)],
            Meshes = [new Mesh(name, [mesh])],
            Materials = [],
            Images = [],
            Warnings = warnings,
        };
    }

    private static T[]? Selected<T>(T[]? values, int[]? order, string what, List<string> warnings)
        where T : unmanaged =>
        VertexData.FiniteOrNull(values is null ? null : VertexData.Gather(values, order), what, warnings);
}
