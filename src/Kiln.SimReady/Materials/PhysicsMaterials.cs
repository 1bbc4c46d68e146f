using Kiln.SimReady.Physics;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Materials;

/// <summary>The physics materials that an asset's colliders are bound to: parts with the same values share one.</summary>
internal sealed class PhysicsMaterials
{
    private readonly Dictionary<(string, float, float, float, float), string> _names = [];
    private readonly List<(string Name, PartPhysics Values)> _all = [];
    private readonly IReadOnlyList<PartPhysics> _parts;

    /// <summary>Names the materials of the parts.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="names">The names of the render materials, beside which these stand.</param>
    public PhysicsMaterials(IReadOnlyList<PartPhysics> parts, PrimNames names)
    {
        _parts = parts;
        foreach (PartPhysics part in parts)
        {
            if (!_names.ContainsKey(Key(part)))
            {
                string name = names.Unique($"{part.MaterialName}_phys", "phys");
                _names.Add(Key(part), name);
                _all.Add((name, part));
            }
        }
    }

    /// <summary>Each material once, with the values of a part that it belongs to.</summary>
    public IReadOnlyList<(string Name, PartPhysics Values)> All => _all;

    /// <summary>The name of a part's material.</summary>
    public string NameOf(int part) => _names[Key(_parts[part])];

    // As the files hold them.
    private static (string, float, float, float, float) Key(PartPhysics part) => (
        part.MaterialName, (float)part.DensityKgM3, (float)part.StaticFriction, (float)part.DynamicFriction, (float)part.Restitution);
}
