using Kiln.Geometry.Formats.Gltf;

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
    /// <exception cref="CommandFailedException">The file cannot be written.</exception>
    public static void Write(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, GlbWriter.Write(WoodenCrate.Build()));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCodes.Usage, $"Cannot write {path}: {fault.Message}", fault);
        }
    }
}
