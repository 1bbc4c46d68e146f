using System.Text;

namespace Kiln.LocalHost.SampleApp.Http;

/// <summary>Functions that fail.</summary>
public static class FaultyFunctions
{
    [Function("Throw")]
    public static IResult Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException($"secret of {request.Path}");

    [Function("ThrowLate")]
    public static async Task ThrowLate([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
        await request.HttpContext.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("half"));
        await request.HttpContext.Response.Body.FlushAsync();
        throw new InvalidOperationException("secret");
    }

    [Function("ReturnText")]
    public static string ReturnText([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => request.Path;
}
