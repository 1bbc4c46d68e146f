using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.ManyModels;

/// <summary>Files of a model collection as a client would send them.</summary>
internal static class ModelFiles
{
    private static readonly string[] SideFiles = [".bin", ".mtl", ".png", ".jpg", ".jpeg"];

    /// <summary>The file alone when it stands alone, else a ZIP of it and everything beside it that it may refer to.</summary>
    public static (string FileName, byte[] Content) Load(string path)
    {
        string[] beside = Path.GetExtension(path) is ".gltf" or ".obj"
            ? [.. Directory.GetFiles(Path.GetDirectoryName(path)!).Where(file => SideFiles.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)]
            : [];
        return beside.Length == 0
            ? (Path.GetFileName(path), File.ReadAllBytes(path))
            : (Path.ChangeExtension(Path.GetFileName(path), ".zip"),
                TestFiles.Zip([.. beside.Prepend(path).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))]));
    }
}
