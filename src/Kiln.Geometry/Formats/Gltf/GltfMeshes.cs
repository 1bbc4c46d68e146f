using System.Numerics;
using Kiln.Geometry.Formats.Gltf.Schema;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>Reads meshes as nodes place them: triangulated, morphed by the default weights, posed by the node's skin.</summary>
internal sealed class GltfMeshes(
    GltfDocument document,
    GltfAccessors accessors,
    GltfBuffers buffers,
    GltfMaterials materials,
    MeshBudget budget,
    GltfMemory memory,
    List<string> warnings,
    CancellationToken cancellationToken)
{
    /// <summary>Of a vertex with normal, tangent, two pairs of texture coordinates and a colour.</summary>
    private const long BytesPerVertex = 72;

    private readonly VertexSelection _selection = new();
    private readonly Dictionary<int, int> _indices = [];
    private readonly List<Mesh> _meshes = [];

    /// <summary>The meshes in the order of their first use.</summary>
    public IReadOnlyList<Mesh> Meshes => _meshes;

    /// <summary>The scene's index of a mesh of the file, as one node places it; −1 when it has no triangles.</summary>
    /// <param name="index">The mesh.</param>
    /// <param name="nodeWeights">The node's morph weights, which go before the mesh's own; or null.</param>
    /// <param name="pose">The pose of the node's skin, or null.</param>
    /// <param name="referrer">The node, for messages.</param>
    public int Use(int index, float[]? nodeWeights, GltfSkinPose? pose, string referrer)
    {
        GltfMesh mesh = GltfElements.At(document.Meshes, index, "meshes", referrer);
        bool shared = nodeWeights is null && pose is null;
        if (shared && _indices.TryGetValue(index, out int known))
        {
            return known;
        }

        string where = $"meshes[{index}]";
        var primitives = new List<TriangleMesh>();
        for (int i = 0; i < (mesh.Primitives?.Length ?? 0); i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            GltfPrimitive primitive = GltfElements.At(mesh.Primitives, i, $"{where}.primitives", where);
            if (Read(primitive, nodeWeights ?? mesh.Weights, pose, $"{where}.primitives[{i}]") is { } triangles)
            {
                primitives.Add(triangles);
            }
        }

        int placed = -1;
        if (primitives.Count > 0)
        {
            placed = _meshes.Count;
            _meshes.Add(new Mesh(mesh.Name ?? "", primitives));
        }

        if (shared)
        {
            _indices[index] = placed;
        }

        return placed;
    }

    private TriangleMesh? Read(GltfPrimitive primitive, float[]? weights, GltfSkinPose? pose, string where)
    {
        int mode = primitive.Mode ?? 4;
        if (mode is < 4 or > 6)
        {
            warnings.Add($"{where} was left out: it holds points or lines.");
            return null;
        }

        GltfPrimitiveSource source = GltfDracoPrimitive.Open(primitive, accessors, buffers, memory, where);
        int vertexCount = source.Positions.Length;
        int[] indices = Triangles(source, vertexCount, where);
        if (indices.Length == 0)
        {
            warnings.Add($"{where} was left out: it has no triangles.");
            return null;
        }

        (int[]? order, indices) = _selection.Compact(indices, vertexCount);
        budget.Add(order?.Length ?? vertexCount, indices.Length / 3, where);
        memory.Take(BytesOfCopies(order, indices, pose), where);
        int material = materials.Use(primitive.Material, where);
        GltfTexCoordSets sets = materials.SetsOf(material);
        var mesh = new TriangleMesh
        {
            Positions = VertexData.Gather(source.Positions, order),
            Indices = indices,
            Normals = Gather(source.Attribute<Vector3>("NORMAL", "VEC3"), order),
            Tangents = Gather(source.Attribute<Vector4>("TANGENT", "VEC4"), order),
            TexCoords0 = Gather(source.Attribute<Vector2>(sets.FirstAttribute, "VEC2"), order),
            TexCoords1 = Gather(source.Attribute<Vector2>(sets.SecondAttribute, "VEC2"), order),
            Colors = Gather(source.Colors(), order),
            Material = material,
        };
        mesh = GltfMorphing.Apply(mesh, primitive, source, weights, order, memory, where);
        mesh = pose is null ? mesh : pose.Apply(mesh, source, order, where);
        return Checked(mesh, where);
    }

    private int[] Triangles(GltfPrimitiveSource source, int vertexCount, string where)
    {
        int[]? stored = source.Indices();
        if (stored is null || source.Mode != 4)
        {
            // Strips and fans name up to three corners for each index, also those that are dropped for having no area.
            memory.Take(3L * sizeof(int) * (stored?.Length ?? vertexCount), where);
        }

        return GltfTriangles.From(stored, source.Mode, vertexCount, where);
    }

    /// <summary>Memory of the arrays that a primitive does not share with the accessors: all of a selection, or what a skin moves.</summary>
    private static long BytesOfCopies(int[]? order, int[] indices, GltfSkinPose? pose)
    {
        long copied = order is null ? 0 : (order.Length * BytesPerVertex) + ((long)indices.Length * sizeof(int));
        return copied + (pose is null ? 0 : (order?.Length ?? indices.Length) * BytesPerVertex);
    }

    private static T[]? Gather<T>(T[]? values, int[]? order) => values is null ? null : VertexData.Gather(values, order);

    private TriangleMesh Checked(TriangleMesh mesh, string where)
    {
        int bad = VertexData.FirstNonFinite<Vector3>(mesh.Positions);
        if (bad >= 0)
        {
            throw new InvalidModelException("A position is infinite or not a number", $"{where}.attributes.POSITION[{bad}]");
        }

        Vector3[]? normals = VertexData.FiniteOrNull(mesh.Normals, $"The normals of {where}", warnings);
        Vector4[]? tangents = VertexData.FiniteOrNull(mesh.Tangents, $"The tangents of {where}", warnings);
        VertexData.Normalize(normals);
        VertexData.NormalizeTangents(tangents);
        return mesh with
        {
            Normals = normals,
            Tangents = tangents,
            TexCoords0 = VertexData.FiniteOrNull(mesh.TexCoords0, $"The texture coordinates of {where}", warnings),
            TexCoords1 = VertexData.FiniteOrNull(mesh.TexCoords1, $"The texture coordinates of {where}", warnings),
            Colors = VertexData.FiniteOrNull(mesh.Colors, $"The colours of {where}", warnings),
        };
    }
}
