using System.Text.Json.Nodes;

namespace Kiln.Functions.Surfaces.Lynx.Sampling;

/// <summary>How a parameter of a study is dispersed. Every kind makes its value of one uniform number, by its inverse distribution function.</summary>
internal abstract record Distribution
{
    /// <summary>The value of a run, as JSON.</summary>
    /// <param name="u">A uniform number inside (0, 1).</param>
    public abstract JsonNode Sample(double u);
}
