using Kiln.Functions.Http;
using Kiln.Lifecycle.Jobs;
using Kiln.SimReady.Results;

namespace Kiln.Functions.Jobs.Types;

/// <summary>
/// A kind of job that clients submit on the canonical API: what may be sent for it, and what is made of that. One implementation may
/// stand for several names.
/// </summary>
internal interface IJobType
{
    /// <summary>The values of <c>type</c> that it stands for.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>The surface on which its jobs are shown, besides the canonical one.</summary>
    string Surface { get; }

    /// <summary>
    /// Reads and checks the members of a submission, all but <c>type</c>, and notes what is wrong; nothing stored is looked at. What it
    /// answers is good only when no fault was noted.
    /// </summary>
    JobRequest Read(string type, MemberReader members);

    /// <summary>What is wrong with the stored things that a submission names, or null. For many at once, before anything is kept.</summary>
    Task<FieldFault?> FindFaultAsync(JobRequest request, string organisationId, CancellationToken cancellationToken);

    /// <summary>
    /// Takes what the job needs and plans its stages. It may run twice for one job, with the same result.
    /// </summary>
    /// <exception cref="ApiException">Something stored that the submission names is not there, or not as it must be.</exception>
    Task<JobPlan> PrepareAsync(JobRequest request, string organisationId, string jobId, CancellationToken cancellationToken);

    /// <summary>The files that a succeeded job made, their paths relative to the job; none for a job that makes no files.</summary>
    IReadOnlyList<ResultEntry> ResultsOf(Job job) => [];

    /// <summary>Gives back what was taken for a job that could not be stored.</summary>
    Task DiscardAsync(JobPlan plan);
}
