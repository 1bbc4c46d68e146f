using System.Text.Json.Nodes;

namespace Kiln.Functions.Surfaces.Lynx.Sampling;

/// <summary>The same number in every run.</summary>
/// <param name="Value">The number, as the client wrote it.</param>
internal sealed record ConstantValue(JsonNode Value) : Distribution
{
    /// <inheritdoc/>
    public override JsonNode Sample(double u) => Value.DeepClone();
}
