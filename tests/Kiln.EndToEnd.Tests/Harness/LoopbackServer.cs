using System.Net;
using System.Net.Sockets;

namespace Kiln.EndToEnd.Tests.Harness;

/// <summary>An HTTP server of the tests' own on a free loopback port. It can be taken down and brought back on the same port.</summary>
internal abstract class LoopbackServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _arrived = new(0);
    private HttpListener? _listener;
    private Task _serving = Task.CompletedTask;

    protected LoopbackServer(string path)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/{path}/";
    }

    public string Url { get; }

    public void Start()
    {
        _listener = new HttpListener();
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync(_listener);
    }

    public async Task StopAsync()
    {
        _listener?.Close();
        await _serving;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _arrived.Dispose();
    }

    /// <summary>Waits until a condition holds, looking again after each request.</summary>
    protected async Task WaitUntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!condition())
        {
            await _arrived.WaitAsync(limit.Token);
        }
    }

    /// <summary>Takes one request and returns the status to answer with.</summary>
    protected abstract int Take(HttpListenerRequest request, byte[] body);

    private async Task ServeAsync(HttpListener listener)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                context.Response.StatusCode = Take(context.Request, body.ToArray());
                context.Response.Close();
                _arrived.Release();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Taken down.
        }
    }
}
