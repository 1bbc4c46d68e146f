using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kiln.Functions.Tests.Webhooks;

/// <summary>A delivery as a subscriber got it.</summary>
internal sealed record Received(string Method, IHeaderDictionary Headers, byte[] Body)
{
    public JsonElement Event => JsonElement.Parse(Body);

    public string Id => (string)Headers["webhook-id"]!;

    public string[] Signatures => ((string)Headers["webhook-signature"]!).Split(' ');

    /// <summary>
    /// Written from the public text of Standard Webhooks alone, and sharing nothing with the sender: does any signature fit the secret?
    /// </summary>
    public bool IsSignedWith(string secret)
    {
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        using HMACSHA256 hmac = new(Convert.FromBase64String(secret["whsec_".Length..]));
        string head = $"{Headers["webhook-id"]}.{Headers["webhook-timestamp"]}.";
        byte[] signed = Encoding.UTF8.GetBytes(head).Concat(Body).ToArray();
        byte[] expected = hmac.ComputeHash(signed);
        return Signatures.Any(signature => signature.Split(',') is ["v1", var value]
            && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(value), expected));
    }
}

/// <summary>A subscriber on a free loopback port whose answers the test chooses.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();

    private Subscriber(WebApplication app) => _app = app;

    /// <summary>Answers each delivery; the number counts from 1.</summary>
    public Func<int, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<Received> Received => [.. _received];

    public string Url { get; private set; } = "";

    public static async Task<Subscriber> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        Subscriber subscriber = new(app);
        app.Run(subscriber.TakeAsync);
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        subscriber.Url = address + "/hook";
        return subscriber;
    }

    public void AnswerWith(params int[] statuses) => Answer = (number, context) =>
    {
        context.Response.StatusCode = statuses[Math.Min(number, statuses.Length) - 1];
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        HeaderDictionary headers = new(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value));
        _received.Enqueue(new Received(context.Request.Method, headers, body.ToArray()));
        await Answer(_received.Count, context);
    }
}
