using System.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Collision;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Materials;
using Kiln.SimReady.Physics;
using Kiln.SimReady.Scenes;
using Kiln.SimReady.Textures;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Assets;

/// <summary>All that the deliverables are authored from.</summary>
internal sealed class Asset
{
    private Asset(StepContext context, Scene scene)
    {
        BaseName = context.BaseName;
        Source = context.Source;
        Date = context.Date;
        Scene = scene;
        Physics = ReportJson.Read<PhysicsModel>(context.Read(ArtifactNames.Physics));
        Collision = ReportJson.Read<CollisionModel>(context.Read(ArtifactNames.Collision));
        Provenance = AssetProvenance.Of(context.Parameters.Labels, scene);
        Textures = TextureFiles.Of(scene);
        Name = PrimNames.Make(BaseName, "asset");
        PrimNames names = new();
        MaterialNames = NameMaterials(scene, names);
        PhysicsMaterials = new(Physics.Parts, names);
        Meshes = VisualMesh.AllOf(scene);
    }

    /// <summary>Base name of the output files.</summary>
    public string BaseName { get; }

    /// <summary>Name of the root prim and of the body.</summary>
    public string Name { get; }

    /// <summary>The client's file.</summary>
    public SourceFile Source { get; }

    /// <summary>The job's creation date.</summary>
    public DateOnly Date { get; }

    /// <summary>Author, licence, category and Wikidata code under the names of SimReady metadata; only what is known.</summary>
    public IReadOnlyDictionary<string, string> Provenance { get; }

    /// <summary>The clean model: +Y up, metres, all transforms baked.</summary>
    public Scene Scene { get; }

    /// <summary>Mass, inertia, friction.</summary>
    public PhysicsModel Physics { get; }

    /// <summary>The hulls.</summary>
    public CollisionModel Collision { get; }

    /// <summary>The texture files.</summary>
    public TextureFiles Textures { get; }

    /// <summary>A unique name for each material of the scene; the last one is the default material's.</summary>
    public IReadOnlyList<string> MaterialNames { get; }

    /// <summary>The visible meshes.</summary>
    public IReadOnlyList<VisualMesh> Meshes { get; }

    /// <summary>The indices of the materials that visible meshes use, ascending; −1 is glTF's default material.</summary>
    public IEnumerable<int> UsedMaterials => Meshes.Select(mesh => mesh.Triangles.Material).Distinct().Order();

    /// <summary>Size of the visible meshes along the asset's axes, metres.</summary>
    public Vector3 Extents
    {
        get
        {
            (Vector3 min, Vector3 max) = (new(float.PositiveInfinity), new(float.NegativeInfinity));
            foreach (Vector3 position in Meshes.SelectMany(mesh => mesh.Triangles.Positions))
            {
                (min, max) = (Vector3.Min(min, position), Vector3.Max(max, position));
            }

            Vector3 size = max - min;
            return new(size.X, size.Z, size.Y);
        }
    }

    /// <summary>The physics materials of the colliders.</summary>
    public PhysicsMaterials PhysicsMaterials { get; }

    /// <summary>Reads the asset from the artifacts of the steps before.</summary>
    public static Asset Read(StepContext context) => new(context, SceneFile.Read(context, ArtifactNames.CleanGlb));

    /// <summary>The material of an index; −1 is glTF's default material.</summary>
    public Material Material(int index) => index < 0 ? DefaultMaterial : Scene.Materials[index];

    /// <summary>The name of the material of an index; −1 is glTF's default material.</summary>
    public string MaterialName(int index) => index < 0 ? MaterialNames[^1] : MaterialNames[index];

    private static Material DefaultMaterial { get; } = new() { Name = "default_material" };

    private static string[] NameMaterials(Scene scene, PrimNames names) =>
        [.. scene.Materials.Append(DefaultMaterial).Select(material => names.Unique(material.Name, "material"))];
}
