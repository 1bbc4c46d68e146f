using System.Security.Cryptography;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Tests.ChildProcesses;

/// <summary>Converts files and prints the hash of everything that each step made.</summary>
internal static class OutputHashes
{
    public static int Print(IEnumerable<string> files)
    {
        foreach ((int number, string file) in files.Index())
        {
            UsdFormat format = number % 2 == 0 ? UsdFormat.Crate : UsdFormat.Text;
            IReadOnlyDictionary<string, Artifact> artifacts = InMemoryConversion.Run(
                Path.GetFileName(file), File.ReadAllBytes(file), new() { Usdz = true, TargetTriangleCount = 1_000, UsdFormat = format }, new(2026, 1, 1));
            foreach (Artifact artifact in artifacts.Values.OrderBy(artifact => artifact.Name, StringComparer.Ordinal))
            {
                Console.WriteLine($"{Path.GetFileName(file)} {artifact.Name} {Convert.ToHexStringLower(SHA256.HashData(artifact.Content.Span))}");
            }
        }

        return 0;
    }
}
