using System.Diagnostics;
using Kiln.Cli.Service;
using Kiln.Cli.Tests.Fakes;

namespace Kiln.Cli.Tests.Service;

public sealed class ServiceFileTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("kiln-cli-");

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"url":"http://127.0.0.1:1"}""")]
    public void A_file_that_is_not_whole_is_no_file(string content)
    {
        Write(content);

        Assert.Null(ServiceFile.Read(_data.FullName));
    }

    [Fact]
    public void No_file_is_no_service() => Assert.Null(ServiceFile.Read(_data.FullName));

    [Fact]
    public async Task A_service_that_answers_is_alive()
    {
        await using var service = await FakeService.StartAsync();
        Write($$"""{"url":"{{service.Url}}","pid":{{Environment.ProcessId}},"startedAt":"2026-03-02T09:15:00Z"}""");

        Assert.True(await ServiceFile.Read(_data.FullName)!.IsAliveAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_process_that_is_gone_is_not_alive_even_when_its_port_answers()
    {
        await using var service = await FakeService.StartAsync();
        using var ended = Process.Start("true");
        await ended.WaitForExitAsync();

        Assert.False(await new ServiceFile(service.Url, ended.Id).IsAliveAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_process_that_does_not_answer_is_not_alive() =>
        Assert.False(await new ServiceFile(new Uri("http://127.0.0.1:1"), Environment.ProcessId).IsAliveAsync(CancellationToken.None));

    public void Dispose() => _data.Delete(recursive: true);

    private void Write(string content) => File.WriteAllText(Path.Combine(_data.FullName, "service.json"), content);
}
