namespace Kiln.Cli.Samples;

/// <summary>The sample prop as a file.</summary>
internal static class SampleModel
{
    private const string FileName = "wooden_crate.glb";

    /// <summary>Writes the sample into a directory, under its usual name.</summary>
    /// <returns>The file's path.</returns>
    public static string WriteTo(string directory)
    {
        string path = Path.Combine(directory, FileName);
        Write(path);
        return path;
    }

    /// <summary>Writes the sample as a GLB.</summary>
    public static void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, []);
    }
}
