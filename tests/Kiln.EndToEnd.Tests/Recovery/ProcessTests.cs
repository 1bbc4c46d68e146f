using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Recovery;

public sealed class ProcessTests
{
    [OwnServiceFact]
    public async Task A_graceful_stop_ends_with_zero_takes_its_mark_away_and_loses_nothing()
    {
        await using var service = await KilnService.StartAsync();
        string mark = Path.Combine(service.DataDirectory, "service.json");
        Assert.True(File.Exists(mark));
        string id = await service.Api.SubmitForIdAsync("parts.glb", SampleFiles.TwoParts);
        await service.Api.WaitUntilAsync(id, payload => payload["status"]!.GetValue<string>() == "running");

        int exitCode = await service.StopAsync();

        Assert.Equal(0, exitCode);
        Assert.False(File.Exists(mark));
        await service.RestartAsync();
        var payload = await service.Api.WaitForCompletionAsync(id);
        Assert.Equal(1, payload["credits"]!["charged"]!.GetValue<int>());
    }

    [OwnServiceFact]
    public async Task A_second_service_on_the_same_data_is_refused_and_disturbs_nothing()
    {
        await using var service = await KilnService.StartAsync();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => KilnService.StartOnAsync(service.DataDirectory, ownsDirectory: false));

        Assert.Contains(service.DataDirectory, refusal.Message, StringComparison.Ordinal);
        await service.Api.WaitForCompletionAsync(await service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box));
    }
}
