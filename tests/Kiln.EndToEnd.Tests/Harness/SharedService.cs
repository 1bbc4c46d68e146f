namespace Kiln.EndToEnd.Tests.Harness;

/// <summary>One service for all tests that leave it running and do not care what else it holds.</summary>
public sealed class SharedService : IAsyncLifetime
{
    private KilnService? _own;
    private KilnApi? _remote;

    internal KilnApi Api => _remote ?? _own!.Api;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (TestTarget.RemoteUrl is { } url)
        {
            _remote = new KilnApi(url, TestTarget.RemoteApiKey);
        }
        else
        {
            _own = await KilnService.StartAsync();
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _remote?.Dispose();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }
}
