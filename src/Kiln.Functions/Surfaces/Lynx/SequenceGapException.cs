using Kiln.Functions.Http;

namespace Kiln.Functions.Surfaces.Lynx;

/// <summary>Telemetry came with a sequence number beyond the next one.</summary>
/// <param name="next">The number that is expected.</param>
internal sealed class SequenceGapException(long next)
    : ApiException(StatusCodes.Status409Conflict, "SEQUENCE_GAP", $"Expected seq {next}")
{
    /// <summary>The number that is expected.</summary>
    public long NextSequence { get; } = next;
}
