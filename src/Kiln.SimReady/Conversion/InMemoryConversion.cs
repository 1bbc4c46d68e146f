using System.Security.Cryptography;
using Kiln.Geometry.Formats;

namespace Kiln.SimReady.Conversion;

/// <summary>Runs a whole conversion in this process, keeping the artifacts in memory: for tests, benchmarks and tools.</summary>
public static class InMemoryConversion
{
    /// <summary>Runs every step of the plan.</summary>
    /// <param name="fileName">The file's name; its extension decides the format.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="parameters">The conversion's parameters.</param>
    /// <param name="date">Written as <c>usd_date_generated</c>.</param>
    /// <param name="observer">Told each step as it ends; may be null.</param>
    /// <param name="limits">What the file may ask for; <see cref="ModelReaderLimits.Default"/> when null.</param>
    /// <param name="cancellationToken">Stops the conversion.</param>
    /// <returns>All artifacts by name, the source included.</returns>
    /// <exception cref="Geometry.InvalidModelException">The file is at fault.</exception>
    public static IReadOnlyDictionary<string, Artifact> Run(
        string fileName,
        ReadOnlyMemory<byte> content,
        ConversionParameters parameters,
        DateOnly date,
        Action<ConversionStep, StepResult>? observer = null,
        ModelReaderLimits? limits = null,
        CancellationToken cancellationToken = default)
    {
        SourceFile source = new(fileName, content.Length, Convert.ToHexStringLower(SHA256.HashData(content.Span)));
        Dictionary<string, Artifact> artifacts = new(StringComparer.Ordinal)
        {
            [ArtifactNames.Source] = new(ArtifactNames.Source, ArtifactRole.Working, "application/octet-stream", content),
        };
        foreach (ConversionStep step in ConversionPlan.For(fileName, parameters).Steps)
        {
            Dictionary<string, ReadOnlyMemory<byte>> inputs = artifacts
                .Where(pair => step.Inputs.Any(input => Matches(input, pair.Key)))
                .ToDictionary(pair => pair.Key, pair => pair.Value.Content, StringComparer.Ordinal);
            StepResult result = step.Run(new(parameters, source, date, inputs, limits, progress: null, cancellationToken));
            foreach (Artifact artifact in result.Artifacts)
            {
                artifacts[artifact.Name] = artifact;
            }

            observer?.Invoke(step, result);
        }

        return artifacts;
    }

    private static bool Matches(string input, string name) =>
        input.EndsWith('/') ? name.StartsWith(input, StringComparison.Ordinal) : name == input;
}
