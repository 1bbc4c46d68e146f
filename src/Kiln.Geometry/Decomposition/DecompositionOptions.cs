namespace Kiln.Geometry.Decomposition;

/// <summary>What a convex decomposition may cost and how close it must come.</summary>
public sealed record DecompositionOptions
{
    /// <summary>
    /// The concavity at which a piece counts as convex: a length on the scale where the part's longest side is 2. 0.01–1; default 0.05.
    /// </summary>
    public double Threshold { get; init; } = 0.05;

    /// <summary>The most hulls for one part, 1–256.</summary>
    public int MaxHulls { get; init; } = 32;

    /// <summary>The most vertices for one hull, at least 4.</summary>
    public int MaxVertices { get; init; } = 64;

    /// <summary>
    /// How much work the search for cuts may do, in points and triangles looked at; then it stops with the best valid state, and the result
    /// says so. The default is what two processor cores of 2020 do in about five seconds. A count and not a time: the same input gives the
    /// same hulls on any machine under any load. 0 to <see cref="long.MaxValue"/>.
    /// </summary>
    public long WorkLimit { get; init; } = 52_000_000;

    /// <summary>How many threads may work on one part; the result does not depend on it. −1 for one per core.</summary>
    public int MaxDegreeOfParallelism { get; init; } = -1;

    internal void Validate()
    {
        if (!(Threshold is >= 0.01 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Threshold), Threshold, "The concavity threshold must be from 0.01 to 1.");
        }

        if (MaxHulls is < 1 or > 256)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxHulls), MaxHulls, "The most hulls for a part must be from 1 to 256.");
        }

        if (MaxVertices < 4)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxVertices), MaxVertices, "A hull needs at least 4 vertices.");
        }
    }
}
