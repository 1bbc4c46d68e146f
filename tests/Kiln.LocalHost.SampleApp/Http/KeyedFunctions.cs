using Microsoft.AspNetCore.Http.HttpResults;

namespace Kiln.LocalHost.SampleApp.Http;

/// <summary>One function of each authorization level.</summary>
public static class KeyedFunctions
{
    [Function("LevelFunction")]
    public static IResult Function([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => Ok(request);

    [Function("LevelSystem")]
    public static IResult System([HttpTrigger(AuthorizationLevel.System, "get")] HttpRequest request) => Ok(request);

    [Function("LevelAdmin")]
    public static IResult Admin([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) => Ok(request);

    [Function("LevelUnstated")]
    public static IResult Unstated([HttpTrigger("get")] HttpRequest request) => Ok(request);

    private static ContentHttpResult Ok(HttpRequest request) => TypedResults.Text(request.Method);
}
