using Kiln.Functions.Jobs.Types;

namespace Kiln.Functions.Conversions;

/// <summary>A conversion that was asked for, of a file that is at hand or of an upload.</summary>
/// <param name="Submitted">Its checked parameters.</param>
internal sealed record ConversionRequest(SubmittedParameters Submitted) : JobRequest(ConversionJobs.GlbToSimReady)
{
    /// <summary>The model; null when an upload brings it.</summary>
    public InspectedFile? File { get; init; }

    /// <summary>The upload that brings the model, or null.</summary>
    public string? UploadId { get; init; }

    /// <summary>The request of a submission, on whichever surface.</summary>
    public static ConversionRequest Of(SubmittedParameters submitted) => new(submitted)
    {
        Timeout = submitted.Timeout,
        Labels = submitted.Labels,
        CallbackUrl = submitted.CallbackUrl,
        Parameters = submitted.Echo,
    };
}
