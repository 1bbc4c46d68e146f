using Kiln.Client;
using Kiln.Cli.Conversions;
using Kiln.Cli.Tests.Fakes;

namespace Kiln.Cli.Tests.Conversions;

public sealed class ConversionFollowerTests
{
    [Fact]
    public async Task Without_an_event_log_the_job_is_read_every_few_seconds()
    {
        await using var service = await FakeService.WithoutEventsAsync();
        using var client = new KilnClient(new KilnClientOptions { ServiceUrl = service.Url });
        var time = new InstantTime();
        var seen = new Recorder();

        var end = await new ConversionFollower(time).FollowAsync(client, FakeService.JobId, seen, () => { }, CancellationToken.None);

        Assert.Equal("completed", end.Status);
        Assert.Equal(["queued", "physics", "completed"], seen.Steps.Select(step => step.Label));
        Assert.Equal([0, 40, 100], seen.Steps.Select(step => step.Percent));
        Assert.Single(service.Requests, request => request.Path.EndsWith("/events", StringComparison.Ordinal));
        // The first turn found that there is no log; the second waited.
        Assert.Equal(TimeSpan.FromSeconds(3), time.Waited);
    }

    [Fact]
    public async Task With_an_event_log_each_poll_goes_on_where_the_last_one_ended()
    {
        await using var service = await FakeService.StartAsync();
        using var client = new KilnClient(new KilnClientOptions { ServiceUrl = service.Url });
        int contacts = 0;

        await new ConversionFollower(new InstantTime()).FollowAsync(
            client, FakeService.JobId, new Recorder(), () => contacts++, CancellationToken.None);

        Assert.Equal(
            ["?after=0&wait=20", "?after=3&wait=20"],
            service.Requests.Where(request => request.Path.EndsWith("/events", StringComparison.Ordinal)).Select(request => request.Query));
        Assert.Equal(3, contacts);
    }

    private sealed class Recorder : IProgress<ProgressStep>
    {
        public List<ProgressStep> Steps { get; } = [];

        public void Report(ProgressStep value) => Steps.Add(value);
    }
}
