namespace Kiln.Geometry.Formats;

/// <summary>Which extension means which format.</summary>
internal static class FileExtensions
{
    private const string Allowed = "glb, gltf, obj, stl, ply, zip";

    /// <summary>Extensions of model formats that others read; in an archive they count as a model, so that the refusal names them.</summary>
    private static readonly string[] Unreadable = [".fbx", ".usd", ".usda", ".usdc", ".dae", ".3ds", ".blend", ".step", ".stp", ".iges", ".igs"];

    private static readonly string[] Archives = [".zip", ".usdz", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz"];

    /// <summary>The format that a file name stands for, or null.</summary>
    public static ModelFormat? FormatOf(string fileName) => Path.GetExtension(fileName).ToUpperInvariant() switch
    {
        ".GLB" => ModelFormat.Glb,
        ".GLTF" => ModelFormat.Gltf,
        ".OBJ" => ModelFormat.Obj,
        ".STL" => ModelFormat.Stl,
        ".PLY" => ModelFormat.Ply,
        ".ZIP" => ModelFormat.Zip,
        _ => null,
    };

    /// <summary>True for a file that is a model of any known format, readable here or not.</summary>
    public static bool IsModel(string fileName) => FormatOf(fileName) is not (null or ModelFormat.Zip) || IsOneOf(fileName, Unreadable);

    /// <summary>True for a file that is itself an archive.</summary>
    public static bool IsArchive(string fileName) => IsOneOf(fileName, Archives);

    /// <summary>The sentence that refuses a file for its extension.</summary>
    public static string Refusal(string fileName)
    {
        string extension = Path.GetExtension(fileName).ToLowerInvariant();
        return $"Unsupported format: {(extension.Length > 1 ? extension : "no extension")}. Allowed: {Allowed}";
    }

    private static bool IsOneOf(string fileName, string[] extensions) =>
        extensions.Contains(Path.GetExtension(fileName), StringComparer.OrdinalIgnoreCase);
}
