using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Collision;
using Kiln.SimReady.Textures;

namespace Kiln.SimReady.Usd;

/// <summary>Authors Mesh prims: welded points, triangles, normals, texture coordinates, extent.</summary>
internal static class MeshPrim
{
    /// <summary>A visible mesh, turned to Z up.</summary>
    public static UsdPrim OfVisual(VisualMesh mesh, Material material, string materialPath)
    {
        TriangleMesh triangles = mesh.Triangles;
        WeldedPoints welded = WeldedPoints.Of(triangles);
        UsdPrim prim = new("Mesh", mesh.Name) { ApiSchemas = ["MaterialBindingAPI"] };
        AddTopology(prim, AssetFrame.FromGltf(welded.Points), welded.Indices);
        prim.Add(new UsdRelationship("material:binding", materialPath));
        if (material.DoubleSided)
        {
            prim.Add(new UsdAttribute("doubleSided", "bool", true) { IsUniform = true });
        }

        if (triangles.Normals is { } normals)
        {
            AddNormals(prim, AssetFrame.FromGltf(normals), triangles, welded);
        }
        else
        {
            AddFaceNormals(prim);
        }

        IReadOnlyList<TextureCoordinates> sets = TextureCoordinates.Of(material);
        if (sets.Count == 0)
        {
            sets = [TextureCoordinates.Of(new TextureReference(0))];
        }

        for (int i = 0; i < sets.Count; i++)
        {
            if (sets[i].At(triangles) is { } coordinates)
            {
                AddPrimvar(prim, PreviewSurface.CoordinatesName(i), "texCoord2f[]", coordinates, triangles, welded);
            }
        }

        if (triangles.Colors is { } colors)
        {
            Vector3 factor = new(material.BaseColor.X, material.BaseColor.Y, material.BaseColor.Z);
            Vector3[] linear = Array.ConvertAll(colors, color => new Vector3(color.X, color.Y, color.Z) * factor);
            AddPrimvar(prim, "displayColor", "color3f[]", linear, triangles, welded);
        }

        return prim;
    }

    /// <summary>A convex hull as an invisible guide mesh that collides.</summary>
    public static UsdPrim OfHull(string name, CollisionHull hull, string physicsMaterialPath)
    {
        UsdPrim prim = new("Mesh", name)
        {
            ApiSchemas = ["PhysicsCollisionAPI", "PhysicsMeshCollisionAPI", "MaterialBindingAPI"],
        };
        Vector3[] points = new Vector3[hull.Positions.Length / 3];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = new(hull.Positions[3 * i], hull.Positions[(3 * i) + 1], hull.Positions[(3 * i) + 2]);
        }

        AddTopology(prim, points, hull.Triangles);
        AddFaceNormals(prim);
        prim.Add(new UsdRelationship("material:binding:physics", physicsMaterialPath));
        prim.AddUniformToken("physics:approximation", "convexHull");
        prim.Add("bool", "physics:collisionEnabled", true);
        prim.AddUniformToken("purpose", "guide");
        prim.Add("token", "visibility", new UsdToken("invisible"));
        return prim;
    }

    private static void AddTopology(UsdPrim prim, Vector3[] points, int[] indices)
    {
        Vector3 min = points[indices[0]];
        Vector3 max = min;
        foreach (Vector3 point in points)
        {
            min = Vector3.Min(min, point);
            max = Vector3.Max(max, point);
        }

        int[] counts = new int[indices.Length / 3];
        counts.AsSpan().Fill(3);
        prim.Add("float3[]", "extent", new[] { min, max });
        prim.Add("int[]", "faceVertexCounts", counts);
        prim.Add("int[]", "faceVertexIndices", indices);
        prim.AddUniformToken("orientation", "rightHanded");
        prim.Add("point3f[]", "points", points);
        prim.AddUniformToken("subdivisionScheme", "none");
    }

    private static void AddFaceNormals(UsdPrim prim)
    {
        Vector3[] points = prim.Value<Vector3[]>("points")!;
        int[] indices = prim.Value<int[]>("faceVertexIndices")!;
        Vector3[] normals = new Vector3[indices.Length / 3];
        for (int t = 0; t < normals.Length; t++)
        {
            Vector3 a = points[indices[3 * t]];
            Vector3 normal = Vector3.Cross(points[indices[(3 * t) + 1]] - a, points[indices[(3 * t) + 2]] - a);
            float length = normal.Length();
            normals[t] = length > 0 ? normal / length : Vector3.UnitZ;
        }

        prim.Add(new UsdAttribute("normals", "normal3f[]", normals) { Interpolation = "uniform" });
    }

    private static void AddNormals(UsdPrim prim, Vector3[] normals, TriangleMesh triangles, WeldedPoints welded)
    {
        if (welded.IsIdentity)
        {
            prim.Add(new UsdAttribute("normals", "normal3f[]", normals) { Interpolation = "vertex" });
        }
        else
        {
            // Only a primvar can be indexed; UsdGeom gives primvars:normals precedence over normals.
            AddPrimvar(prim, "normals", "normal3f[]", normals, triangles, welded);
        }
    }

    private static void AddPrimvar<T>(
        UsdPrim prim, string name, string type, T[] values, TriangleMesh triangles, WeldedPoints welded)
    {
        prim.Add(new UsdAttribute($"primvars:{name}", type, values)
        {
            Interpolation = welded.IsIdentity ? "vertex" : "faceVarying",
        });
        if (!welded.IsIdentity)
        {
            prim.Add("int[]", $"primvars:{name}:indices", triangles.Indices);
        }
    }
}
