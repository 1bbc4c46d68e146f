using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Recovery;

/// <summary>
/// The function app as another build of it would be: a copy in which the conversion's module has another identifier, as that of other
/// sources has.
/// </summary>
internal sealed class OtherBuild : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kiln-build-");

    public OtherBuild()
    {
        string original = Path.GetDirectoryName(TestTarget.ServiceAssembly)!;
        foreach (string file in Directory.EnumerateFiles(original, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(_directory.FullName, Path.GetRelativePath(original, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        string module = Path.Combine(_directory.FullName, "Kiln.SimReady.dll");
        byte[] bytes = File.ReadAllBytes(module);
        int identifier = bytes.AsSpan().IndexOf(IdentifierOf(bytes).ToByteArray());
        Guid.NewGuid().TryWriteBytes(bytes.AsSpan(identifier, 16));
        File.WriteAllBytes(module, bytes);
        Assembly = Path.Combine(_directory.FullName, Path.GetFileName(TestTarget.ServiceAssembly));
    }

    /// <summary>The function app of this build.</summary>
    public string Assembly { get; }

    public void Dispose() => _directory.Delete(recursive: true);

    private static Guid IdentifierOf(byte[] module)
    {
        using PEReader reader = new([.. module]);
        MetadataReader metadata = reader.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
