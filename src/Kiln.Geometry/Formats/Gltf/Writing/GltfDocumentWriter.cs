using System.Text.Json;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Gltf.Writing;

/// <summary>Writes the JSON of a scene, laying out the binary chunk on the way.</summary>
internal sealed class GltfDocumentWriter(Scene scene, GlbBinary binary, Utf8JsonWriter json)
{
    private readonly GltfMaterialWriter _materials = new(scene, json);

    /// <summary>Writes the whole document.</summary>
    public void Write()
    {
        var meshes = new GltfMeshWriter(scene, binary, _materials, json);
        json.WriteStartObject();
        json.WriteStartObject("asset");
        json.WriteString("version", "2.0");
        json.WriteString("generator", "Kiln");
        WriteCredits();
        json.WriteEndObject();
        WriteScene();
        meshes.Write();
        WriteNodes(meshes);
        _materials.Write();
        WriteImages();
        WriteBuffer();
        json.WriteEndObject();
    }

    private static bool IsIdentity(Affine3d transform) => transform == Affine3d.Identity;

    private void WriteCredits()
    {
        if (scene.Copyright is not null)
        {
            json.WriteString("copyright", scene.Copyright);
        }

        if (scene.Author is null && scene.License is null)
        {
            return;
        }

        json.WriteStartObject("extras");
        if (scene.Author is not null)
        {
            json.WriteString("author", scene.Author);
        }

        if (scene.License is not null)
        {
            json.WriteString("license", scene.License);
        }

        json.WriteEndObject();
    }

    private void WriteScene()
    {
        json.WriteNumber("scene", 0);
        json.WriteStartArray("scenes");
        json.WriteStartObject();
        json.WriteString("name", scene.Name);
        WriteIndices("nodes", Enumerable.Range(0, scene.Nodes.Count).Where(node => scene.Nodes[node].Parent < 0));
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WriteNodes(GltfMeshWriter meshes)
    {
        if (scene.Nodes.Count == 0)
        {
            return;
        }

        ILookup<int, int> children = Enumerable.Range(0, scene.Nodes.Count).ToLookup(node => scene.Nodes[node].Parent);
        var inner = new List<(Node Node, int Index, Affine3d Transform)>();
        json.WriteStartArray("nodes");
        for (int i = 0; i < scene.Nodes.Count; i++)
        {
            Node node = scene.Nodes[i];
            if (!node.Transform.IsFinite)
            {
                throw new ArgumentException($"The transform of node {i} is not finite.");
            }

            json.WriteStartObject();
            WriteName(node.Name);
            if (TransformSplit.Of(node.Transform) is { } split)
            {
                // A shear has no word in glTF's nodes; two of them make it.
                WriteTransform(split.Outer);
                WriteIndices("children", [scene.Nodes.Count + inner.Count]);
                inner.Add((node, i, split.Inner));
            }
            else
            {
                WriteTransform(node.Transform);
                WriteContent(node, children[i], meshes);
            }

            json.WriteEndObject();
        }

        foreach ((Node node, int index, Affine3d transform) in inner)
        {
            json.WriteStartObject();
            WriteName(node.Name);
            WriteTransform(transform);
            WriteContent(node, children[index], meshes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteContent(Node node, IEnumerable<int> children, GltfMeshWriter meshes)
    {
        if (node.Mesh >= 0 && meshes.Place(node.Mesh) is var mesh and >= 0)
        {
            json.WriteNumber("mesh", mesh);
        }

        WriteIndices("children", children);
    }

    private void WriteTransform(Affine3d transform)
    {
        if (IsIdentity(transform))
        {
            return;
        }

        json.WriteStartArray("matrix");
        WriteColumn(transform.X, 0);
        WriteColumn(transform.Y, 0);
        WriteColumn(transform.Z, 0);
        WriteColumn(transform.Origin, 1);
        json.WriteEndArray();
    }

    private void WriteColumn(Vector3d column, int last)
    {
        json.WriteNumberValue(column.X);
        json.WriteNumberValue(column.Y);
        json.WriteNumberValue(column.Z);
        json.WriteNumberValue(last);
    }

    private void WriteImages()
    {
        if (scene.Images.Count == 0)
        {
            return;
        }

        json.WriteStartArray("images");
        foreach (EncodedImage image in scene.Images)
        {
            json.WriteStartObject();
            WriteName(image.Name);
            json.WriteString("mimeType", image.MediaType);
            json.WriteNumber("bufferView", binary.AddImage(image.Content));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteBuffer()
    {
        if (binary.Length == 0)
        {
            return;
        }

        json.WriteStartArray("bufferViews");
        foreach (GlbBinary.Part part in binary.Parts)
        {
            json.WriteStartObject();
            json.WriteNumber("buffer", 0);
            json.WriteNumber("byteOffset", part.Offset);
            json.WriteNumber("byteLength", part.Length);
            if (part.Target != GlbBinary.PartTarget.None)
            {
                json.WriteNumber("target", (int)part.Target);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("buffers");
        json.WriteStartObject();
        json.WriteNumber("byteLength", binary.Length);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WriteName(string name)
    {
        if (name.Length > 0)
        {
            json.WriteString("name", name);
        }
    }

    private void WriteIndices(string member, IEnumerable<int> indices)
    {
        int[] all = [.. indices];
        if (all.Length == 0)
        {
            return;
        }

        json.WriteStartArray(member);
        foreach (int index in all)
        {
            json.WriteNumberValue(index);
        }

        json.WriteEndArray();
    }
}
