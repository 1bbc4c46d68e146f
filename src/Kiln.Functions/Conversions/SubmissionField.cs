namespace Kiln.Functions.Conversions;

/// <summary>A field that a submission may have.</summary>
/// <param name="Name">Name in forms and JSON.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Description">What it does, for the API's description.</param>
internal sealed record SubmissionField(string Name, FieldKind Kind, string Description)
{
    /// <summary>The only values allowed, or none for free text.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Longest text.</summary>
    public int MaxLength { get; init; } = 255;

    /// <summary>The range of a number as the API's description gives it; whoever uses the number checks it.</summary>
    public (double Least, double Most)? Range { get; init; }

    /// <summary>True when the lower end of the range is itself not allowed.</summary>
    public bool AboveLeast { get; init; }
}
