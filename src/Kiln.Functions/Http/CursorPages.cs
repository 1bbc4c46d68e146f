namespace Kiln.Functions.Http;

/// <summary>Answers with pages of listings.</summary>
internal static class CursorPages
{
    /// <summary>Answers with a page; refuses with 422 a cursor that the listing does not know.</summary>
    /// <param name="read">Reads the page; an <see cref="ArgumentException"/> says that the cursor is wrong.</param>
    public static async Task<IResult> ReplyAsync<T>(Func<Task<CursorPage<T>>> read)
    {
        try
        {
            return TypedResults.Json(await read(), Json.Options);
        }
        catch (ArgumentException)
        {
            throw ApiException.Unprocessable([new FieldFault("cursor", "Must be the meta.next of a page of the same listing")]);
        }
    }
}
