namespace Kiln.Functions.Http;

/// <summary>
/// Tells a body that the client cut off or malformed, which is a 400, from faults of the service's own storage, which throw the same
/// kinds of exception.
/// </summary>
internal static class IncompleteBody
{
    /// <summary>Awaits one read of a multipart body; refuses with 400 when the body does not go on as it must.</summary>
    public static async ValueTask<T> GuardAsync<T>(ValueTask<T> read)
    {
        try
        {
            return await read;
        }
        catch (Exception exception) when (IsAtFault(exception))
        {
            throw ApiException.BadRequest(ErrorCodes.ValidationError, "The multipart body is cut off or malformed");
        }
    }

    /// <summary>A request that the server ended for another reason (too large, too slow) keeps that reason.</summary>
    private static bool IsAtFault(Exception exception) => exception switch
    {
        BadHttpRequestException request => request.StatusCode == StatusCodes.Status400BadRequest,
        _ => exception is InvalidDataException or IOException,
    };
}
