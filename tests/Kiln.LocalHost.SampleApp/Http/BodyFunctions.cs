using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Kiln.LocalHost.SampleApp.Http;

/// <summary>Functions that read and write bodies.</summary>
public sealed class BodyFunctions(Signals signals, ScopedGreeter greeter)
{
    [Function("Greet")]
    public IResult Greet([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, [FromBody] Greeting greeting)
    {
        signals.Set("greeter", greeter.Id);
        return TypedResults.Ok(new { text = greeter.Greet(greeting.Name), type = request.ContentType });
    }

    [Function("CountBytes")]
    public static async Task<IResult> CountBytes(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        long count = 0;
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            count += read;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return TypedResults.Ok(count);
    }

    [Function("Stream")]
    public async Task Stream([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellationToken)
    {
        HttpResponse response = request.HttpContext.Response;
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes("first\n"), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        await signals.WaitAsync("go on");
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes("second\n"), cancellationToken);
    }

    [Function("Wait")]
    public async Task<IResult> Wait(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context, CancellationToken cancellationToken)
    {
        signals.Set("waiting", request.Path.Value);
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
        signals.Set("cancelled", context.CancellationToken.IsCancellationRequested);
        cancellationToken.ThrowIfCancellationRequested();
        return TypedResults.Ok();
    }

    [Function("Hold")]
    public async Task<IResult> Hold([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
        signals.Set("held", request.Path.Value);
        await signals.WaitAsync("release");
        return TypedResults.Ok("released");
    }
}
