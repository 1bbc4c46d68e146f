using Microsoft.Net.Http.Headers;

namespace Kiln.Functions.Http;

/// <summary>Conditional reads.</summary>
internal static class EntityTags
{
    /// <summary>Sets the strong ETag and says whether the client's copy is still good, so that 304 is the answer.</summary>
    public static bool IsFresh(HttpRequest request, string etag)
    {
        EntityTagHeaderValue current = new($"\"{etag}\"");
        request.HttpContext.Response.GetTypedHeaders().ETag = current;
        return request.GetTypedHeaders().IfNoneMatch.Any(known =>
            known.Equals(EntityTagHeaderValue.Any) || known.Compare(current, useStrongComparison: false));
    }
}
