using Kiln.Functions.Orchestration;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Tests.Orchestration;

/// <summary>Which jobs a sweep makes known.</summary>
public sealed class AnnouncedJobsTests
{
    private static readonly WebhookEndpoint Endpoint = new(
        "one", "https://example.com/", WebhookFilter.All, WebhookSecrets.Create(), new DateTimeOffset(2026, 3, 2, 9, 15, 0, TimeSpan.Zero));

    private readonly AnnouncedJobs _announced = new();

    [Fact]
    public void A_job_is_news_once_for_each_of_its_versions()
    {
        Assert.Equal([true, true], Sweep([Endpoint], Row(1, "v1"), Row(2, "v1")));
        Assert.Equal([false, true], Sweep([Endpoint], Row(1, "v1"), Row(2, "v2")));
        Assert.Equal([false, false, true], Sweep([Endpoint], Row(1, "v1"), Row(2, "v2"), Row(3, "v1")));
    }

    [Fact]
    public void For_another_audience_everything_is_news()
    {
        Sweep([], Row(1, "v1"));
        Assert.Equal([true], Sweep([Endpoint], Row(1, "v1")));
        Assert.Equal([false], Sweep([Endpoint with { ConsecutiveDeadLetters = 3 }], Row(1, "v1")));
        Assert.Equal([true], Sweep([Endpoint with { Enabled = false }], Row(1, "v1")));
        Assert.Equal([true], Sweep([Endpoint], Row(1, "v1")));
        Assert.Equal([true], Sweep([Endpoint with { Filter = new WebhookFilter(["job.failed"], []) }], Row(1, "v1")));
    }

    [Fact]
    public void A_sweep_that_was_broken_off_made_nothing_known()
    {
        Assert.True(_announced.Begin("acme", WebhookSettings.Empty).IsNews(Row(1, "v1")));
        Assert.Equal([true], Sweep([], Row(1, "v1")));
    }

    [Fact]
    public void Organisations_have_nothing_to_do_with_each_other()
    {
        Sweep([], Row(1, "v1"));
        Assert.True(_announced.Begin("other", WebhookSettings.Empty).IsNews(Row(1, "v1")));
    }

    private static JobRow Row(int number, string etag) => new(
        new Guid(number, 0, 0, new byte[8]).ToString("D"), etag, "work", "jobs", JobState.Queued, IsDriven: false, HasCallback: true);

    private bool[] Sweep(WebhookEndpoint[] endpoints, params JobRow[] rows)
    {
        AnnouncedJobs.Sweep sweep = _announced.Begin("acme", WebhookSettings.Empty with { Endpoints = [.. endpoints] });
        bool[] news = [.. rows.Select(sweep.IsNews)];
        _announced.End(sweep);
        return news;
    }
}
