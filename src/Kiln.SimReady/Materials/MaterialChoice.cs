namespace Kiln.SimReady.Materials;

/// <summary>A material with where the choice came from.</summary>
/// <param name="Material">The material.</param>
/// <param name="Source"><c>given</c>, <c>name</c>, <c>texture</c> or <c>default</c>.</param>
/// <param name="Confidence">1 when given, 0.7 from a material's name, 0.4 from that of a part, file or texture, 0.1 by default.</param>
/// <param name="Fill">The share of a closed skin's volume that is matter, 0–1: below 1 only where a material's name says so.</param>
internal sealed record MaterialChoice(PhysicalMaterial Material, string Source, double Confidence, double Fill = 1)
{
    /// <summary>
    /// The material of a part: what the client gave, else what the names of its render materials (largest area first), its own
    /// name, the file's name or those of its base colour textures speak of, else the default.
    /// </summary>
    public static MaterialChoice Of(
        string? given, IEnumerable<string> materialNames, string partName, string fileName, IEnumerable<string> textureNames)
    {
        if (given is not null)
        {
            return new(PhysicalMaterialTable.Get(given), "given", 1);
        }

        foreach (string name in materialNames)
        {
            if (PhysicalMaterialTable.Recognise(name) is { } byMaterial)
            {
                return new(byMaterial, "name", 0.7, PhysicalMaterialTable.FillOf(name));
            }
        }

        PhysicalMaterial? byName = PhysicalMaterialTable.Recognise(partName)
            ?? PhysicalMaterialTable.Recognise(Path.GetFileNameWithoutExtension(fileName));
        if (byName is not null)
        {
            return new(byName, "name", 0.4);
        }

        PhysicalMaterial? byTexture = textureNames.Select(PhysicalMaterialTable.Recognise).FirstOrDefault(material => material is not null);
        return byTexture is not null ? new(byTexture, "texture", 0.4) : new(PhysicalMaterialTable.Default, "default", 0.1);
    }
}
