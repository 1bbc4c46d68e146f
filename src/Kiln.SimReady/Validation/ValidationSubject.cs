using Kiln.SimReady.Assets;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Validation;

/// <summary>What is judged: the files as they were read back, and the model that they should hold.</summary>
internal sealed class ValidationSubject
{
    public ValidationSubject(Asset asset, string usdName, UsdLayer layer, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        Asset = asset;
        UsdName = usdName;
        Layer = layer;
        Files = files;
        Prims = [.. layer.Prims()];
        ByPath = Prims.ToDictionary(entry => entry.Path, entry => entry.Prim, StringComparer.Ordinal);
        Bodies = [.. Prims.Where(entry => entry.Prim.Has("PhysicsRigidBodyAPI"))];
        Meshes = [.. Prims.Where(entry => entry.Prim.TypeName == "Mesh").Select(entry => new StageMesh(entry.Path, entry.Prim))];
    }

    /// <summary>What the files should hold.</summary>
    public Asset Asset { get; }

    /// <summary>Path of the layer in the result ZIP.</summary>
    public string UsdName { get; }

    /// <summary>The layer, read back.</summary>
    public UsdLayer Layer { get; }

    /// <summary>All output files by their path in the result ZIP.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; }

    /// <summary>Every prim with its path, parents first.</summary>
    public IReadOnlyList<(string Path, UsdPrim Prim)> Prims { get; }

    /// <summary>Prims by path.</summary>
    public IReadOnlyDictionary<string, UsdPrim> ByPath { get; }

    /// <summary>All Mesh prims.</summary>
    public IReadOnlyList<StageMesh> Meshes { get; }

    /// <summary>The rigid bodies.</summary>
    public IReadOnlyList<(string Path, UsdPrim Prim)> Bodies { get; }

    /// <summary>The prims that collide.</summary>
    public IEnumerable<(string Path, UsdPrim Prim)> Colliders => Prims.Where(entry => entry.Prim.Has("PhysicsCollisionAPI"));

    /// <summary>The folder of the layer in the result ZIP, with a closing slash.</summary>
    public string UsdFolder => UsdName[..(UsdName.LastIndexOf('/') + 1)];
}
