using System.Diagnostics;
using Kiln.LocalHost.Tests.Storage;

namespace Kiln.LocalHost.Tests.Hosting;

public sealed class HostProcessTests : IDisposable
{
    private const string FreePort = "http://127.0.0.1:0";
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task It_says_where_it_listens_answers_there_and_ends_with_0_when_asked_to()
    {
        using AppProcess app = AppProcess.Start("--urls", FreePort, "--data", _data.FullName);
        string line = (await app.ReadLineAsync())!;
        using HttpClient client = new();
        Assert.StartsWith("Kiln is listening on http://127.0.0.1:", line, StringComparison.Ordinal);
        Assert.Equal("GET", await client.GetStringAsync($"{line["Kiln is listening on ".Length..]}/api/DefaultRoute"));
        Assert.True(File.Exists(_data.Place("service.json")));
        app.Terminate();
        (int exitCode, _) = await app.WaitAsync();
        Assert.Equal(0, exitCode);
        Assert.Null(await app.ReadLineAsync());
        Assert.False(File.Exists(_data.Place("service.json")));
    }

    [Fact]
    public async Task A_second_process_on_a_data_directory_ends_with_1_and_one_clear_message()
    {
        using AppProcess first = AppProcess.Start("--urls", FreePort, "--data", _data.FullName);
        await first.ReadLineAsync();
        using AppProcess second = AppProcess.Start("--urls", FreePort, "--data", _data.FullName);
        (int exitCode, string error) = await second.WaitAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains($"The data directory {_data.FullName} cannot be used", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_ends_with_1_before_anything_is_made()
    {
        using AppProcess app = AppProcess.Start("--urls", "http://0.0.0.0:0", "--data", _data.Place("new"));
        (int exitCode, string error) = await app.WaitAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains("Kiln:AllowRemote=true", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_data.Place("new")));
    }

    [Fact]
    public async Task It_stops_gracefully_when_the_process_it_serves_is_gone()
    {
        using Process parent = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        using AppProcess app = AppProcess.Start(
            "--urls", FreePort, "--data", _data.FullName, "--parent-pid", $"{parent.Id}");
        await app.ReadLineAsync();
        parent.StandardInput.Close();
        (int exitCode, string error) = await app.WaitAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains($"Process {parent.Id}, which this service was started for, is gone", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_data.Place("service.json")));
    }

    [Fact]
    public async Task It_does_not_stay_when_the_process_it_serves_was_never_there()
    {
        using Process gone = Process.Start(new ProcessStartInfo("true"))!;
        await gone.WaitForExitAsync();
        using AppProcess app = AppProcess.Start("--urls", FreePort, "--data", _data.FullName, "--parent-pid", $"{gone.Id}");
        (int exitCode, _) = await app.WaitAsync();
        Assert.Equal(0, exitCode);
    }
}
