using System.Globalization;
using Kiln.Lifecycle.Jobs;
using Microsoft.Net.Http.Headers;

namespace Kiln.Functions.Http;

/// <summary>Conditional reads, and commands that hold only for the version that the client has seen.</summary>
internal static class EntityTags
{
    /// <summary>The tag of a job: it changes with every change of the job, and with nothing else.</summary>
    public static string Of(Job job) => job.Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>Sets the strong ETag and says whether the client's copy is still good, so that 304 is the answer.</summary>
    public static bool IsFresh(HttpRequest request, string etag)
    {
        EntityTagHeaderValue current = new($"\"{etag}\"");
        request.HttpContext.Response.GetTypedHeaders().ETag = current;
        return request.GetTypedHeaders().IfNoneMatch.Any(known =>
            known.Equals(EntityTagHeaderValue.Any) || known.Compare(current, useStrongComparison: false));
    }

    /// <summary>The condition that <c>If-Match</c> sets to a command; always true without one.</summary>
    public static Func<Job, bool> Precondition(HttpRequest request)
    {
        if (request.Headers.IfMatch.Count == 0)
        {
            return _ => true;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(request.Headers.IfMatch, out IList<EntityTagHeaderValue>? wanted))
        {
            throw ApiException.BadRequest(ErrorCodes.ValidationError, "If-Match must be a list of entity tags in double quotes, or *");
        }

        return job => wanted.Any(tag =>
            tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(new EntityTagHeaderValue($"\"{Of(job)}\""), useStrongComparison: true));
    }

    /// <summary>The refusal of a command whose <c>If-Match</c> names another version than the job has.</summary>
    public static ApiException Mismatch(Job job) => new(
        StatusCodes.Status412PreconditionFailed,
        ErrorCodes.PreconditionFailed,
        $"The job has changed: its ETag is \"{Of(job)}\"");
}
