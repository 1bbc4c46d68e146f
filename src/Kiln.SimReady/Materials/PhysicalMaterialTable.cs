namespace Kiln.SimReady.Materials;

/// <summary>
/// The materials that Kiln knows, with the words by which names in files are recognised. Values are typical of everyday objects,
/// not measurements of the object at hand; clients override them.
/// </summary>
public static class PhysicalMaterialTable
{
    private static readonly PhysicalMaterial[] Materials =
    [
        new("default", 1000, "engineering choice: as water", 0.5, 0.1),
        new("plastic", 1050, "ABS, 1020–1080", 0.45, 0.3),
        new("wood", 650, "air-dry timber between pine (about 500) and oak (about 720)", 0.5, 0.3),
        new("cardboard", 200, "engineering choice: corrugated board with the air in its flutes", 0.5, 0.1),
        new("steel", 7850, "structural steel, EN 1993-1-1", 0.55, 0.3),
        new("aluminium", 2700, "pure aluminium and most alloys, EN 1999-1-1", 0.5, 0.3),
        new("glass", 2500, "soda-lime glass, EN 572-1", 0.5, 0.4),
        new("ceramic", 2400, "porcelain and stoneware, 2300–2500", 0.6, 0.2),
        new("stone", 2400, "plain concrete, EN 1991-1-1; natural stone is up to 2800", 0.6, 0.2),
        new("rubber", 1150, "vulcanised rubber with fillers, 1100–1200", 0.9, 0.6),
        new("fabric", 100, "engineering choice: loose cloth with the air in it", 0.6, 0.1),
        new("foam", 100, "engineering choice: firm foam; upholstery is lighter", 0.6, 0.1),
    ];

    // What a material of this name is made into, and the share of a closed skin's volume that is then matter: engineering choices.
    private static readonly Dictionary<string, double> HollowThings = new(StringComparer.Ordinal)
    {
        ["crate"] = 0.3, ["housing"] = 0.2, ["casing"] = 0.2, ["enclosure"] = 0.2, ["can"] = 0.1, ["tin"] = 0.1, ["canister"] = 0.1,
    };

    // Whole words, singular, lower case. Words that are also colours, rooms or shapes are left out on purpose.
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["plastic"] = "plastic", ["abs"] = "plastic", ["pvc"] = "plastic", ["nylon"] = "plastic", ["acrylic"] = "plastic",
        ["polymer"] = "plastic", ["polyethylene"] = "plastic", ["polycarbonate"] = "plastic",
        ["wood"] = "wood", ["wooden"] = "wood", ["oak"] = "wood", ["pine"] = "wood", ["birch"] = "wood", ["walnut"] = "wood",
        ["timber"] = "wood", ["plywood"] = "wood", ["bamboo"] = "wood", ["mahogany"] = "wood",
        ["cardboard"] = "cardboard", ["carton"] = "cardboard", ["paper"] = "cardboard",
        ["steel"] = "steel", ["iron"] = "steel", ["metal"] = "steel", ["metallic"] = "steel", ["chrome"] = "steel",
        ["aluminium"] = "aluminium", ["aluminum"] = "aluminium",
        ["glass"] = "glass", ["crystal"] = "glass",
        ["ceramic"] = "ceramic", ["porcelain"] = "ceramic", ["clay"] = "ceramic", ["terracotta"] = "ceramic",
        ["stone"] = "stone", ["concrete"] = "stone", ["granite"] = "stone", ["marble"] = "stone", ["brick"] = "stone",
        ["rubber"] = "rubber", ["tyre"] = "rubber", ["tire"] = "rubber", ["silicone"] = "rubber",
        ["fabric"] = "fabric", ["cloth"] = "fabric", ["cotton"] = "fabric", ["wool"] = "fabric", ["textile"] = "fabric",
        ["leather"] = "fabric",
        ["foam"] = "foam", ["sponge"] = "foam", ["styrofoam"] = "foam",
    };

    /// <summary>The names that a client may give, in the table's order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Materials.Select(material => material.Name)];

    /// <summary>Water's density and moderate friction: what is used when nothing is known.</summary>
    public static PhysicalMaterial Default => Materials[0];

    /// <summary>True for a name of the table.</summary>
    public static bool Contains(string name) => Names.Contains(name, StringComparer.Ordinal);

    /// <summary>The material of that name.</summary>
    /// <exception cref="KeyNotFoundException">No such material.</exception>
    public static PhysicalMaterial Get(string name) =>
        Array.Find(Materials, material => material.Name == name)
        ?? throw new KeyNotFoundException($"No material '{name}'. Known: {string.Join(", ", Names)}.");

    /// <summary>The material that a name in a file speaks of, matched by whole words; the last word that matches wins.</summary>
    /// <param name="name">
    /// A material, mesh or file name. In English compounds the last noun names the thing (<c>glass_wood_frame</c>), hence the
    /// last match.
    /// </param>
    /// <returns>The material, or null when no word is known.</returns>
    public static PhysicalMaterial? Recognise(string name)
    {
        string? found = null;
        foreach (string word in NameWords.Split(name))
        {
            found = Words.GetValueOrDefault(word) ?? Words.GetValueOrDefault(Singular(word)) ?? found;
        }

        return found is null ? null : Get(found);
    }

    /// <summary>
    /// The share of a part's volume that is matter, by its material's name: below 1 where the name speaks of a thing that is hollow
    /// though it may be modelled as one closed skin (<c>wooden crate</c>, <c>plastic housing</c>, <c>metal can</c>), else 1.
    /// </summary>
    public static double FillOf(string materialName) =>
        NameWords.Split(materialName).Select(word => HollowThings.GetValueOrDefault(Singular(word), 1)).DefaultIfEmpty(1).Min();

    private static string Singular(string word) =>
        word.Length > 3 && word[^1] == 's' && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;
}
