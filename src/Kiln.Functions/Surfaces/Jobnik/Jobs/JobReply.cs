using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Surfaces.Jobnik.Jobs;

/// <summary>A reply that shows a job.</summary>
internal static class JobReply
{
    private const string SealedHeader = "X-Kiln-Sealed";

    /// <summary>The job in the body; whether it is sealed in a header, since the body takes no further members.</summary>
    public static IResult Of(HttpRequest request, Job job, int status = StatusCodes.Status200OK, bool withStages = false)
    {
        request.HttpContext.Response.Headers[SealedHeader] = job.Sealed ? "true" : "false";
        return JobnikJson.Reply(JobnikJob.Of(job, withStages), status);
    }
}
