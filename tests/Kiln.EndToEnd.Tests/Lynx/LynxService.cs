using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>A service that takes callers without a key, for the tests of the surface that leave it running.</summary>
public sealed class LynxService : IAsyncLifetime
{
    private KilnService? _service;

    internal LynxApi User { get; private set; } = null!;

    internal KilnService Service => _service!;

    /// <summary>Settings under which what is lost, late or stopped is found soon.</summary>
    internal static string[] Settings { get; } =
    [
        "--Kiln:AnonymousOrganisation=development",
        "--Kiln:Lynx:LeaseSeconds=3",
        "--Kiln:Lynx:OfflineSeconds=2",
        "--Kiln:Lynx:CancelGraceSeconds=1",
        "--Kiln:Lynx:RetryFirstDelaySeconds=0.05",
        "--Kiln:Lynx:StartSeconds=2",
        "--Kiln:Workers:LeaseSweepSeconds=1",
    ];

    /// <summary>A user of another organisation.</summary>
    internal async Task<LynxApi> JoinAsync(string organisation) => new(User.Root, await Service.MakeKeyAsync(organisation));

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (TestTarget.RemoteUrl is null)
        {
            _service = await KilnService.StartAsync(Settings);
            User = new LynxApi(_service.Api.Url);
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_service is not null)
        {
            User.Dispose();
            await _service.DisposeAsync();
        }
    }
}
