using Kiln.Geometry.Formats;

namespace Kiln.SimReady.Conversion;

/// <summary>
/// Everything a step may look at. A step reads no clock, no file and no other state, so that a step run again, in another
/// process, gives the same bytes.
/// </summary>
public sealed class StepContext
{
    private readonly IReadOnlyDictionary<string, ReadOnlyMemory<byte>> _artifacts;
    private readonly IProgress<double>? _progress;

    /// <summary>Creates the context of one run of one step.</summary>
    /// <param name="parameters">The conversion's parameters.</param>
    /// <param name="source">The client's file.</param>
    /// <param name="date">The job's creation date, written as <c>usd_date_generated</c>.</param>
    /// <param name="artifacts">At least the artifacts that <see cref="ConversionStep.Inputs"/> names.</param>
    /// <param name="limits">What the client's file may ask for; <see cref="ModelReaderLimits.Default"/> when null.</param>
    /// <param name="progress">Told the fraction done, 0–1, never falling; may be null.</param>
    /// <param name="cancellationToken">Checked at least every 50 ms.</param>
    public StepContext(
        ConversionParameters parameters,
        SourceFile source,
        DateOnly date,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> artifacts,
        ModelReaderLimits? limits = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        Parameters = parameters;
        Source = source;
        Date = date;
        _artifacts = artifacts;
        Limits = limits ?? ModelReaderLimits.Default;
        _progress = progress;
        CancellationToken = cancellationToken;
    }

    /// <summary>The conversion's parameters.</summary>
    public ConversionParameters Parameters { get; }

    /// <summary>The client's file.</summary>
    public SourceFile Source { get; }

    /// <summary>The job's creation date.</summary>
    public DateOnly Date { get; }

    /// <summary>What the client's file may ask for.</summary>
    public ModelReaderLimits Limits { get; }

    /// <summary>Checked at least every 50 ms.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The base name of every output.</summary>
    public string BaseName => ArtifactNames.BaseName(Source.Name);

    /// <summary>The bytes of an artifact.</summary>
    /// <exception cref="KeyNotFoundException">The caller did not load it.</exception>
    public ReadOnlyMemory<byte> Read(string name) => _artifacts.TryGetValue(name, out ReadOnlyMemory<byte> content)
        ? content
        : throw new KeyNotFoundException($"Artifact '{name}' was not loaded for this step.");

    /// <summary>The names of the loaded artifacts below a prefix, in ordinal order.</summary>
    public IReadOnlyList<string> List(string prefix) =>
        [.. _artifacts.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Tells how far the step is, and stops it when asked to.</summary>
    /// <param name="fraction">Fraction done, 0–1.</param>
    /// <exception cref="OperationCanceledException">The caller wants the step to stop.</exception>
    internal void Report(double fraction)
    {
        CancellationToken.ThrowIfCancellationRequested();
        _progress?.Report(fraction);
    }
}
