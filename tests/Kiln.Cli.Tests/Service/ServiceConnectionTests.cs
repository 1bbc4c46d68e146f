using System.Diagnostics;
using Kiln.Cli.Service;

namespace Kiln.Cli.Tests.Service;

/// <summary>The embedded service, as a real process.</summary>
public sealed class ServiceConnectionTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("kiln cli service ");

    private ServiceOptions Options => new(null, null, _data.FullName);

    [Fact]
    public async Task A_service_is_started_found_and_stopped()
    {
        Uri url;
        await using (var connection = await ServiceConnection.OpenAsync(Options, CancellationToken.None))
        {
            url = connection.Url;
            Assert.Equal(url, await ServiceConnection.RunningAsync(Options, CancellationToken.None));
            await using var second = await ServiceConnection.OpenAsync(Options, CancellationToken.None);
            Assert.Equal(url, second.Url);
        }

        Assert.Null(await ServiceConnection.RunningAsync(Options, CancellationToken.None));
        Assert.False(File.Exists(Path.Combine(_data.FullName, "service.json")));
        Assert.Contains(
            $"Kiln is listening on {url}".TrimEnd('/'), await File.ReadAllTextAsync(Path.Combine(_data.FullName, "service.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_commands_at_once_share_one_service()
    {
        var connections = await Task.WhenAll(
            ServiceConnection.OpenAsync(Options, CancellationToken.None), ServiceConnection.OpenAsync(Options, CancellationToken.None));

        Assert.Equal(connections[0].Url, connections[1].Url);
        await connections[0].DisposeAsync();
        await connections[1].DisposeAsync();
    }

    [Fact]
    public async Task What_a_killed_service_left_behind_is_no_hindrance()
    {
        await using (await ServiceConnection.OpenAsync(Options, CancellationToken.None))
        {
            using var process = Process.GetProcessById(ServiceFile.Read(_data.FullName)!.Pid);
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.True(File.Exists(Path.Combine(_data.FullName, "service.json")));
        await using var again = await ServiceConnection.OpenAsync(Options, CancellationToken.None);
        Assert.NotNull(await ServiceConnection.RunningAsync(Options, CancellationToken.None));
    }

    [Fact]
    public async Task A_service_that_does_not_start_tells_why()
    {
        var fault = await Assert.ThrowsAsync<CommandFailedException>(() => EmbeddedService.StartAsync(
            _data.FullName, "http://192.0.2.1:80", [], CancellationToken.None));

        Assert.Equal(ExitCodes.ServiceUnavailable, fault.ExitCode);
        Assert.Contains("before it listened", fault.Message, StringComparison.Ordinal);
        Assert.Contains("192.0.2.1", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _data.Delete(recursive: true);
}
