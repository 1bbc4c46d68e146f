using Kiln.Functions.Jobs.Types;

namespace Kiln.Functions.Conversions;

/// <summary>A conversion that was asked for.</summary>
/// <param name="Submitted">Its checked parameters.</param>
/// <param name="Body">What brings the model.</param>
internal sealed record ConversionRequest(SubmittedParameters Submitted, SubmissionBody Body) : JobRequest(ConversionJobs.GlbToSimReady)
{
    /// <summary>The request of a submission, on whichever surface.</summary>
    public static ConversionRequest Of(SubmittedParameters submitted, SubmissionBody body) => new(submitted, body)
    {
        Timeout = submitted.Timeout,
        Labels = submitted.Labels,
        CallbackUrl = submitted.CallbackUrl,
        Parameters = submitted.Echo,
    };
}
