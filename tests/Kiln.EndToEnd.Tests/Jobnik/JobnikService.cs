using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>One service for all tests of the surface that leave it running; each uses stage types of its own.</summary>
public sealed class JobnikService : IAsyncLifetime
{
    private KilnService? _service;
    private JobnikClient? _client;

    internal KilnService Service => _service!;

    internal JobnikClient Client => _client!;

    /// <summary>Starts a service whose requests without a key act for the development organisation.</summary>
    internal static Task<KilnService> StartAsync(params string[] settings) =>
        KilnService.StartAsync(["--Kiln:AnonymousOrganisation=development", .. settings]);

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (TestTarget.RemoteUrl is null)
        {
            _service = await StartAsync();
            _client = new JobnikClient(_service.Api.Url);
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _client?.Dispose();
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }
}
