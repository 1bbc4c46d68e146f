using System.Runtime.InteropServices;
using Kiln.Geometry.Formats.Archives;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Formats.Obj;
using Kiln.Geometry.Formats.Ply;
using Kiln.Geometry.Formats.Stl;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats;

/// <summary>
/// Reads a model of any supported format. Whatever the bytes, the outcome is a scene with at least one triangle, whose indices
/// are in range and whose positions are finite, or an <see cref="InvalidModelException"/>.
/// </summary>
public static class ModelReader
{
    /// <summary>Reads a model.</summary>
    /// <param name="source">The file; its extension decides the format. A ZIP is opened and the one model in it read.</param>
    /// <param name="limits">What the model may ask for; <see cref="ModelReaderLimits.Default"/> when null.</param>
    /// <param name="cancellationToken">Stops the work within some 50 ms.</param>
    /// <exception cref="InvalidModelException">The file cannot be read; the message names the fault and its place.</exception>
    public static Scene Read(ModelSource source, ModelReaderLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        limits ??= ModelReaderLimits.Default;
        if (source.Content.IsEmpty)
        {
            throw new InvalidModelException("File is empty");
        }

        if (FileExtensions.FormatOf(source.FileName) is not { } format)
        {
            throw new InvalidModelException(FileExtensions.Refusal(source.FileName));
        }

        Scene scene = format == ModelFormat.Zip
            ? ReadArchive(source, limits, cancellationToken)
            : Read(source, format, SideFiles.None, limits, cancellationToken);
        CheckPlaced(scene, limits);
        return scene;
    }

    /// <summary>A mesh counts each time it is placed: whoever flattens the scene holds as many copies.</summary>
    private static void CheckPlaced(Scene scene, ModelReaderLimits limits)
    {
        int[] vertices = [.. scene.Meshes.Select(mesh => mesh.Primitives.Sum(primitive => primitive.VertexCount))];
        int[] triangles = [.. scene.Meshes.Select(mesh => mesh.Primitives.Sum(primitive => primitive.TriangleCount))];
        var placed = new MeshBudget(limits);
        bool hasTriangles = false;
        for (int i = 0; i < scene.Nodes.Count; i++)
        {
            if (scene.Nodes[i].Mesh is >= 0 and int mesh)
            {
                placed.Add(vertices[mesh], triangles[mesh], $"nodes[{i}], copies of a mesh counted each");
                hasTriangles |= triangles[mesh] > 0;
            }
        }

        if (!hasTriangles)
        {
            throw new InvalidModelException("The model has no triangles");
        }
    }

    private static Scene ReadArchive(ModelSource source, ModelReaderLimits limits, CancellationToken cancellationToken)
    {
        byte[] bytes = MemoryMarshal.TryGetArray(source.Content, out ArraySegment<byte> segment) && segment.Array is not null
            ? segment.Array
            : source.Content.ToArray();
        using var stream = new MemoryStream(bytes, segment.Array is null ? 0 : segment.Offset, source.Content.Length, writable: false);
        var archive = ZipContent.Open(stream, limits);
        string path = archive.Primary.Path;
        ModelFormat format = FileExtensions.FormatOf(path) ?? throw new InvalidModelException(FileExtensions.Refusal(path));
        var model = new ModelSource(Path.GetFileName(path), archive.Read(archive.Primary));
        return Read(model, format, new SideFiles(archive, path), limits, cancellationToken);
    }

    private static Scene Read(
        ModelSource source, ModelFormat format, SideFiles sideFiles, ModelReaderLimits limits, CancellationToken cancellationToken)
    {
        string name = Path.GetFileNameWithoutExtension(source.FileName);
        return format switch
        {
            ModelFormat.Glb => GltfReader.ReadBinary(source.Content, name, sideFiles, limits, cancellationToken),
            ModelFormat.Gltf => GltfReader.ReadText(source.Content, name, sideFiles, limits, cancellationToken),
            ModelFormat.Obj => ObjReader.Read(source.Content.Span, name, sideFiles, limits, cancellationToken),
            ModelFormat.Stl => StlReader.Read(source.Content.Span, name, limits, cancellationToken),
            _ => PlyReader.Read(source.Content.Span, name, sideFiles, limits, cancellationToken),
        };
    }
}
