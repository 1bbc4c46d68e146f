using System.Globalization;
using System.Numerics;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Physics;

namespace Kiln.SimReady.Usd;

/// <summary>
/// Authors the asset's stage: one root Xform that is the default prim and the rigid body, with the children <c>geometry</c>
/// (visible meshes), <c>colliders</c> (one mesh for each convex hull) and <c>looks</c> (materials). Schemas and attribute
/// meanings are those of UsdGeom, UsdShade and UsdPhysics in OpenUSD 24.08.
/// </summary>
internal static class AssetLayer
{
    /// <summary>Builds the layer.</summary>
    public static UsdLayer Build(Asset asset)
    {
        UsdLayer layer = new()
        {
            DefaultPrim = asset.Name,
            KilogramsPerUnit = 1,
            MetersPerUnit = 1,
            UpAxis = "Z",
            CustomLayerData = Metadata(asset),
        };
        UsdPrim root = new("Xform", asset.Name)
        {
            ApiSchemas = ["PhysicsRigidBodyAPI", "PhysicsMassAPI"],
            Kind = "component",
        };
        AddBody(root, asset.Physics);
        string looks = $"/{asset.Name}/looks";
        AddGeometry(root.Child("Xform", "geometry"), asset, looks);
        AddColliders(root.Child("Xform", "colliders"), asset, looks);
        AddLooks(root.Child("Scope", "looks"), asset, looks);
        layer.Roots.Add(root);
        return layer;
    }

    // Older rules look for the four words beside the dictionary SimReady_Metadata, newer ones inside it.
    private static SortedDictionary<string, object> Metadata(Asset asset)
    {
        SortedDictionary<string, object> common = new(StringComparer.Ordinal)
        {
            ["asset_name"] = asset.BaseName,
            ["asset_type"] = "prop",
            ["source_file"] = asset.Source.Name,
            ["usd_date_generated"] = asset.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        SortedDictionary<string, object> nested = new(common, StringComparer.Ordinal)
        {
            ["asset_extents"] = asset.Extents,
            ["mass"] = (float)asset.Physics.MassKg,
            ["rigid_body_count"] = 1,
        };
        foreach ((string word, string value) in asset.Provenance)
        {
            nested[word] = value;
        }

        return new(common, StringComparer.Ordinal)
        {
            ["SimReady_Metadata"] = nested,
        };
    }

    private static void AddBody(UsdPrim root, PhysicsModel physics)
    {
        double[] q = physics.PrincipalAxesWxyz;
        root.Add("point3f", "physics:centerOfMass", ToVector(physics.CenterOfMassM));
        root.Add("float3", "physics:diagonalInertia", ToVector(physics.InertiaDiagonalKgM2));
        root.Add("float", "physics:mass", (float)physics.MassKg);
        root.Add("quatf", "physics:principalAxes", new Quaternion((float)q[1], (float)q[2], (float)q[3], (float)q[0]));
        root.Add("bool", "physics:rigidBodyEnabled", true);
    }

    private static void AddGeometry(UsdPrim geometry, Asset asset, string looks)
    {
        foreach (VisualMesh mesh in asset.Meshes)
        {
            geometry.Children.Add(MeshPrim.OfVisual(
                mesh, asset.Material(mesh.Triangles.Material), $"{looks}/{asset.MaterialName(mesh.Triangles.Material)}"));
        }
    }

    private static void AddColliders(UsdPrim colliders, Asset asset, string looks)
    {
        for (int i = 0; i < asset.Collision.Hulls.Count; i++)
        {
            colliders.Children.Add(MeshPrim.OfHull(
                string.Create(CultureInfo.InvariantCulture, $"hull_{i:000}"),
                asset.Collision.Hulls[i],
                $"{looks}/{asset.PhysicsMaterials.NameOf(asset.Collision.Hulls[i].PartIndex)}"));
        }
    }

    private static void AddLooks(UsdPrim looks, Asset asset, string path)
    {
        foreach (int index in asset.UsedMaterials)
        {
            bool colored = asset.Meshes.Any(mesh => mesh.Triangles.Material == index && mesh.Triangles.Colors is not null);
            looks.Children.Add(PreviewSurface.Build(
                asset.MaterialName(index), path, asset.Material(index), asset.Textures, colored));
        }

        foreach ((string name, PartPhysics values) in asset.PhysicsMaterials.All)
        {
            UsdPrim material = looks.Child("Material", name);
            material.ApiSchemas = ["PhysicsMaterialAPI"];
            material.Add("float", "physics:density", (float)values.DensityKgM3);
            material.Add("float", "physics:dynamicFriction", (float)values.DynamicFriction);
            material.Add("float", "physics:restitution", (float)values.Restitution);
            material.Add("float", "physics:staticFriction", (float)values.StaticFriction);
        }
    }

    private static Vector3 ToVector(double[] v) => new((float)v[0], (float)v[1], (float)v[2]);
}
