namespace Kiln.Functions.Conversions;

/// <summary>A field that a submission may have.</summary>
/// <param name="Name">Name in forms and JSON.</param>
/// <param name="Kind">What it holds.</param>
internal sealed record SubmissionField(string Name, FieldKind Kind)
{
    /// <summary>The only values allowed, or none for free text.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Longest text.</summary>
    public int MaxLength { get; init; } = 255;
}
