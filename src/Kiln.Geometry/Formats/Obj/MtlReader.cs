using System.Numerics;
using System.Text;
using Kiln.Geometry.Formats.Text;

namespace Kiln.Geometry.Formats.Obj;

/// <summary>Reads MTL libraries with the PBR statements that are in common use. A statement that makes no sense is passed over.</summary>
internal static class MtlReader
{
    /// <summary>Reads a library into <paramref name="library"/>; a later definition of a name goes before an earlier one.</summary>
    /// <param name="file">The library.</param>
    /// <param name="library">Receives the materials by name.</param>
    /// <param name="warnings">Told of the maps that have no place in a scene.</param>
    public static void Read(ReadOnlySpan<byte> file, Dictionary<string, MtlMaterial> library, List<string> warnings)
    {
        var cursor = new TextCursor(TextEncoding.ToUtf8(file), continuation: true);
        MtlMaterial? material = null;
        while (!cursor.AtEnd)
        {
            string keyword = Encoding.UTF8.GetString(cursor.Word()).ToUpperInvariant();
            if (keyword == "NEWMTL")
            {
                string name = cursor.RestOfLine();
                material = new MtlMaterial(name);
                library[name] = material;
            }
            else if (material is not null && !ReadNumbers(material, keyword, ref cursor))
            {
                ReadMap(material, keyword, ref cursor, warnings);
            }

            cursor.SkipLine();
        }
    }

    private static bool ReadNumbers(MtlMaterial material, string keyword, ref TextCursor cursor)
    {
        switch (keyword)
        {
            case "KD":
                material.Diffuse = Color(ref cursor);
                return true;
            case "KE":
                material.Emissive = Color(ref cursor);
                return true;
            case "NS":
                material.SpecularExponent = Number(ref cursor);
                return true;
            case "D":
                material.Dissolve = Number(ref cursor);
                return true;
            case "TR":
                material.Transparency = Number(ref cursor);
                return true;
            case "NI":
                material.IndexOfRefraction = Number(ref cursor);
                return true;
            case "PR":
                material.Roughness = Number(ref cursor);
                return true;
            case "PM":
                material.Metallic = Number(ref cursor);
                return true;
            case "PC":
                material.Clearcoat = Number(ref cursor);
                return true;
            case "PCR":
                material.ClearcoatRoughness = Number(ref cursor);
                return true;
            default:
                return false;
        }
    }

    private static void ReadMap(MtlMaterial material, string keyword, ref TextCursor cursor, List<string> warnings)
    {
        switch (keyword)
        {
            case "MAP_KD":
                material.DiffuseMap = MtlTexture.Parse(cursor.RestOfLine());
                break;
            case "MAP_KE":
                material.EmissiveMap = MtlTexture.Parse(cursor.RestOfLine());
                break;
            case "NORM" or "MAP_KN":
                material.NormalMap = MtlTexture.Parse(cursor.RestOfLine());
                break;
            case "MAP_PR":
                material.RoughnessMap = MtlTexture.Parse(cursor.RestOfLine());
                break;
            case "MAP_PM":
                material.MetallicMap = MtlTexture.Parse(cursor.RestOfLine());
                break;
            case "MAP_D":
                material.DissolveMap = MtlTexture.Parse(cursor.RestOfLine());
                break;
            case "MAP_BUMP" or "BUMP" or "DISP":
                ReadBump(material, cursor.RestOfLine(), warnings);
                break;
            default:
                break;
        }
    }

    /// <summary>The statement is for height maps, but common writers put normal maps there; the file's name tells them apart.</summary>
    private static void ReadBump(MtlMaterial material, string statement, List<string> warnings)
    {
        MtlTexture? map = MtlTexture.Parse(statement);
        string stem = Path.GetFileNameWithoutExtension(map?.Path.Replace('\\', '/') ?? "");
        bool isNormalMap = stem.Contains("norm", StringComparison.OrdinalIgnoreCase)
            || stem.Contains("nrm", StringComparison.OrdinalIgnoreCase) || stem.EndsWith("_n", StringComparison.OrdinalIgnoreCase);
        if (isNormalMap)
        {
            material.NormalMap ??= map;
        }
        else
        {
            warnings.Add($"The height map {statement} was left out: only normal maps are read.");
        }
    }

    private static Vector3? Color(ref TextCursor cursor)
    {
        // One number stands for three equal ones; a spectral file or XYZ colour has a word first and is passed over.
        if (!cursor.TryNumber(out double r))
        {
            return null;
        }

        double g = cursor.TryNumber(out double second) ? second : r;
        double b = cursor.TryNumber(out double third) ? third : g;
        var color = new Vector3((float)r, (float)g, (float)b);
        return ((Numerics.Vector3d)color).IsFinite ? color : null;
    }

    private static float? Number(ref TextCursor cursor)
    {
        // "-halo" and the like stand before the number of a dissolve.
        if (!cursor.TryNumber(out double value))
        {
            _ = cursor.Word();
            _ = cursor.TryNumber(out value);
        }

        return float.IsFinite((float)value) ? (float)value : null;
    }
}
