using System.Globalization;
using System.Net;
using Kiln.LocalHost.Engine;
using Kiln.LocalHost.Http;
using Kiln.LocalHost.Triggers.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kiln.LocalHost.Hosting;

/// <summary>
/// A Functions app in one process: the durable engine, the listener and the timers, started in that order and stopped in the other.
/// </summary>
/// <param name="web">The listener with the app's services.</param>
/// <param name="hasCors">Whether browsers of other origins may call.</param>
internal sealed class LocalFunctionsHost(WebApplication web, bool hasCors) : IHost, IAsyncDisposable
{
    private readonly LocalHostOptions _options = web.Services.GetRequiredService<LocalHostOptions>();
    private ServiceFile? _serviceFile;
    private TimerTriggers? _timers;
    private DurableEngine? _engine;

    /// <inheritdoc/>
    public IServiceProvider Services => web.Services;

    private IHostApplicationLifetime Lifetime => web.Lifetime;

    /// <summary>
    /// Takes the data directory, takes up unfinished work, listens, tells where, and starts the timers.
    /// </summary>
    /// <exception cref="LocalHostException">
    /// The data directory is in use or cannot be used, or the address cannot be listened on. Nothing is left running.
    /// </exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        // The lock of the data directory comes with the engine: everything else in it is touched only after.
        _engine = await StartEngineAsync(cancellationToken);
        try
        {
            _timers = Services.GetRequiredService<TimerTriggers>();
            MapEndpoints();
            await ListenAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Asked to stop while it started: that is no fault, and the stop that follows ends what is up already.
            return;
        }
        catch
        {
            // Activities wait for the host to be up, which it will not be: no grace for them.
            await _engine.StopAsync(new CancellationToken(canceled: true));
            throw;
        }

        Uri url = AddressOf(web.Urls.First());
        _serviceFile = new ServiceFile(_options.DataPath);
        _serviceFile.Write(url, Services.GetRequiredService<TimeProvider>().GetUtcNow());
        Services.GetRequiredService<ListeningAddress>().Announce(url);
        _timers.Start();
        await Console.Out.WriteLineAsync($"Kiln is listening on {url.AbsoluteUri.TrimEnd('/')}");
    }

    /// <summary>Begins nothing new, lets what runs come to its end within the time that is set, and gives the data directory back.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        _serviceFile?.Delete();
        Lifetime.StopApplication();
        Task timersStopped = _timers?.StopAsync() ?? Task.CompletedTask;
        await web.StopAsync(cancellationToken);
        await timersStopped;
        if (_engine is not null)
        {
            await _engine.StopAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task<DurableEngine> StartEngineAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(_options.DataPath);
            DurableEngine engine = Services.GetRequiredService<DurableEngine>();
            await engine.StartAsync(cancellationToken);
            return engine;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LocalHostException($"The data directory {_options.DataPath} cannot be used: {fault.Message}", fault);
        }
    }

    private void MapEndpoints()
    {
        web.UseMiddleware<FaultMiddleware>();
        web.UseForwardedHeaders();
        web.UseRouting();
        if (hasCors)
        {
            web.UseCors();
        }

        foreach (ILocalEndpoint endpoint in Services.GetServices<ILocalEndpoint>())
        {
            endpoint.Map(web);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
        {
            throw new LocalHostException($"{fault.Message} Choose another port with --urls; port 0 takes a free one.", fault);
        }
    }

    // An address that means every interface is reached from here by loopback.
    private static Uri AddressOf(string url)
    {
        BindingAddress address = BindingAddress.Parse(url);
        bool isAny = address.Host is "*" or "+"
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
        return new Uri(string.Create(
            CultureInfo.InvariantCulture, $"{address.Scheme}://{(isAny ? "127.0.0.1" : address.Host)}:{address.Port}"));
    }
}
