using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Lynx.Batches;
using Kiln.Functions.Surfaces.Lynx.EarlyTermination;
using Kiln.Lifecycle.Failures;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Attempts;

/// <summary>Reads reports of failures, and makes the failures of this surface.</summary>
public sealed class RunFailures(JobStore jobs, StudyCatalog studies, IOptions<KilnOptions> options)
{
    private const string EarlyTermination = "early_termination";
    private const string Input = "input";
    private const int LongestReport = 100_000;
    private const int KeptOfReport = 4000;

    private static readonly string[] Reasons = ["error", "crash", EarlyTermination, Input, "resource"];

    /// <summary>The failure of a run that one of its study's conditions ended. It would end the next attempt too.</summary>
    public static Failure TerminatedEarly(string message) =>
        new(FailureCodes.ProcessingFailed, message, FailurePhase.Processing, Retryable: false);

    /// <summary>Reads the rest of a report; refuses one that is wrong with the path of each fault.</summary>
    internal async Task<ReportedFailure> ReadAsync(
        MemberReader fields, string organisationId, string jobId, CancellationToken cancellationToken)
    {
        string? message = fields.Text("error_message", LongestReport, required: true);
        string? reason = fields.Word("reason", Reasons, required: true);
        bool? retryable = fields.Flag("retryable");
        string? condition = fields.Text("condition", 200);
        double? seconds = ReportBody.ExecutionTime(fields, required: true);
        IReadOnlyList<string> files = ReportBody.OutputFiles(fields, options.Value.Lynx.MaxOutputFiles);
        TerminationCondition? met = condition is null ? null : await FindAsync(organisationId, jobId, condition, cancellationToken);
        if (condition is not null && met is null)
        {
            fields.Fault("condition", "Must be the name of one of the study's conditions that are enabled");
        }

        fields.Finish().ThrowIfFaulty();

        // A report is not refused for being long: its run would be lost for it.
        message = message!.Length <= KeptOfReport ? message : message[..KeptOfReport];
        Failure failure = reason switch
        {
            EarlyTermination => TerminatedEarly(Terminated(message, met)),
            Input => new Failure(FailureCodes.ValidationError, message, FailurePhase.Processing, retryable ?? false, reason),
            _ => new Failure(FailureCodes.ProcessingFailed, message, FailurePhase.Processing, retryable ?? true, reason),
        };
        return new ReportedFailure(failure, new RunResult(seconds, files));
    }

    /// <summary>The runner may have said by which value; if not, the condition itself has to do.</summary>
    private static string Terminated(string message, TerminationCondition? met) =>
        message.StartsWith("Early termination", StringComparison.Ordinal) ? message
        : met is null ? $"Early termination: {message}"
        : met.Describe();

    private async Task<TerminationCondition?> FindAsync(
        string organisationId, string jobId, string condition, CancellationToken cancellationToken)
    {
        if (await jobs.GetAsync(organisationId, jobId, cancellationToken) is not { Surface: LynxWords.Surface, BatchId: { } batchId })
        {
            throw LynxErrors.JobNotFound();
        }

        StudyRecord study = await studies.GetAsync(organisationId, batchId, cancellationToken);
        return study.Study.Conditions.FirstOrDefault(candidate => candidate.Name == condition);
    }
}
