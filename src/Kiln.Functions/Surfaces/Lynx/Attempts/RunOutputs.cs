using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;
using Kiln.Storage.Runs;

namespace Kiln.Functions.Surfaces.Lynx.Attempts;

/// <summary>The files of attempts: whether they are there, and where they are read from.</summary>
public sealed class RunOutputs(JobStore jobs, AttemptStore attempts)
{
    /// <summary>
    /// Refuses with 400 when one of the files that a report names has not come whole; places elsewhere are the runner's own affair. What
    /// is wrong with the attempt itself is for the report to find out.
    /// </summary>
    internal async Task RequireAsync(
        string organisationId, string jobId, string token, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        string[] uploads = [.. files.Where(file => !RunResult.IsElsewhere(file))];
        if (uploads.Length == 0
            || await jobs.GetAsync(organisationId, jobId, cancellationToken) is not { Surface: LynxWords.Surface } job
            || RunJob.TaskOf(job).Lease?.Token != token)
        {
            return;
        }

        RunAttempt attempt = RunJob.AttemptOf(job)!;
        AttemptOutputs announced = await attempts.GetOutputsAsync(attempt, cancellationToken);
        List<string> missing = [];
        foreach (string name in uploads)
        {
            if (!announced.Files.TryGetValue(name, out AnnouncedOutput? file)
                || !await attempts.HasArrivedAsync(attempt, file, verifyChecksum: true, cancellationToken))
            {
                missing.Add(name);
            }
        }

        if (missing.Count > 0)
        {
            throw LynxErrors.OutputMissing(missing);
        }
    }

    /// <summary>Whether a job shows a file that is still there to be downloaded.</summary>
    internal async Task<bool> HasAsync(Job job, string name, CancellationToken cancellationToken) =>
        RunJob.AttemptOf(job) is { } attempt
        && !RunResult.IsElsewhere(name)
        && (await ListAsync(job, cancellationToken)).Contains(name)
        && (await attempts.GetOutputsAsync(attempt, cancellationToken)).Files.TryGetValue(name, out AnnouncedOutput? file)
        && await attempts.HasArrivedAsync(attempt, file, verifyChecksum: false, cancellationToken);

    /// <summary>
    /// The files that a job shows: of a run that completed those that its report named, of another also what else had arrived.
    /// </summary>
    internal async Task<IReadOnlyList<string>> ListAsync(Job job, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> reported = RunResult.Of(job)?.OutputFiles ?? [];
        if (job.State == JobState.Succeeded || RunJob.AttemptOf(job) is not { } attempt)
        {
            return reported;
        }

        AttemptOutputs announced = await attempts.GetOutputsAsync(attempt, cancellationToken);
        List<string> arrived = [.. reported.Where(RunResult.IsElsewhere)];
        foreach ((string name, AnnouncedOutput file) in announced.Files)
        {
            if (await attempts.HasArrivedAsync(attempt, file, verifyChecksum: false, cancellationToken))
            {
                arrived.Add(name);
            }
        }

        return arrived;
    }
}
