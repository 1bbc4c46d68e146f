using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Testing;

namespace Kiln.LocalHost.Tests.Engine;

public sealed class ClientTests
{
    private const OrchestrationRuntimeStatus Running = OrchestrationRuntimeStatus.Running;
    private const OrchestrationRuntimeStatus Pending = OrchestrationRuntimeStatus.Pending;
    private const OrchestrationRuntimeStatus Suspended = OrchestrationRuntimeStatus.Suspended;
    private const OrchestrationRuntimeStatus Terminated = OrchestrationRuntimeStatus.Terminated;
    private const OrchestrationRuntimeStatus Completed = OrchestrationRuntimeStatus.Completed;

    [Fact]
    public async Task Without_an_id_a_new_one_is_made()
    {
        await using DurableTestHost host = await StartAsync();
        string first = await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo");
        string second = await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo");
        Assert.True(Guid.TryParseExact(first, "N", out _));
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("")]
    [InlineData("@entity")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\nb")]
    public async Task Ids_that_are_not_allowed_are_refused(string id)
    {
        await using DurableTestHost host = await StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => host.StartInstanceAsync("Echo", instanceId: id));
    }

    [Fact]
    public async Task Ids_have_at_most_256_characters()
    {
        await using DurableTestHost host = await StartAsync();
        await host.RunAsync("Echo", instanceId: new string('x', 256));
        await Assert.ThrowsAsync<ArgumentException>(() => host.StartInstanceAsync("Echo", instanceId: new string('x', 257)));
    }

    [Fact]
    public async Task By_default_a_running_instance_refuses_a_second_start_and_a_finished_one_is_replaced()
    {
        await using DurableTestHost host = await StartAsync();
        await host.StartInstanceAsync("Wait", 1, "one");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.StartInstanceAsync("Echo", 2, "one"));
        await host.Client.RaiseEventAsync("one", "go", 7);
        Assert.Equal(7, (await host.EndOfAsync("one")).ReadOutputAs<int>());
        Assert.Equal(3, (await host.RunAsync("Echo", 3, "one")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Of_many_starts_with_one_id_and_all_statuses_refused_one_wins()
    {
        await using DurableTestHost host = await StartAsync();
        StartOrchestrationOptions options = new StartOrchestrationOptions("same")
            .WithDedupeStatuses(Enum.GetValues<OrchestrationRuntimeStatus>());
        Task<string>[] starts = [.. Enumerable.Range(0, 100).Select(value => Task.Run(() =>
            host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", value, options)))];
        await Task.WhenAll(starts.Select(start => start.ContinueWith(_ => { }, TaskScheduler.Default)));
        _ = Assert.Single(starts, start => start.IsCompletedSuccessfully);
        Assert.All(starts.Where(start => start.IsFaulted), start =>
            Assert.IsType<OrchestrationAlreadyExistsException>(start.Exception!.InnerException));
    }

    [Fact]
    public async Task With_an_empty_list_a_running_instance_is_replaced()
    {
        await using DurableTestHost host = await StartAsync();
        await host.StartInstanceAsync("Wait", instanceId: "one");
        await host.WhenIdleAsync();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", 5, new StartOrchestrationOptions("one").WithDedupeStatuses());
        Assert.Equal(5, (await host.EndOfAsync("one")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_list_with_terminated_must_hold_the_unfinished_statuses()
    {
        await using DurableTestHost host = await StartAsync();
        StartOrchestrationOptions bad = new StartOrchestrationOptions("one").WithDedupeStatuses(Terminated, Running, Pending);
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", 1, bad));
        StartOrchestrationOptions good = new StartOrchestrationOptions("one").WithDedupeStatuses(Terminated, Running, Pending, Suspended);
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", 1, good);
    }

    [Fact]
    public async Task A_start_in_the_future_stays_pending_until_then_and_keeps_events()
    {
        await using DurableTestHost host = await StartAsync(skipTime: false);
        DateTimeOffset startAt = host.Clock.GetUtcNow().AddHours(2);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 1, new StartOrchestrationOptions(StartAt: startAt));
        await host.Client.RaiseEventAsync(id, "go", 9);
        await host.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(Pending, (await host.StatusAsync(id)).RuntimeStatus);
        await host.RestartAsync();
        Assert.Equal(Pending, (await host.StatusAsync(id)).RuntimeStatus);
        await host.AdvanceAsync(TimeSpan.FromHours(1));
        OrchestrationMetadata end = await host.EndOfAsync(id);
        Assert.Equal(9, end.ReadOutputAs<int>());
        Assert.Equal(startAt, end.LastUpdatedAt);
    }

    [Fact]
    public async Task An_instance_pending_for_the_future_can_be_terminated()
    {
        await using DurableTestHost host = await StartAsync(skipTime: false);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", 1, new StartOrchestrationOptions(StartAt: host.Clock.GetUtcNow().AddHours(2)));
        await host.Client.TerminateInstanceAsync(id, "never mind");
        Assert.Equal(Terminated, (await host.EndOfAsync(id)).RuntimeStatus);
        await host.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.Equal(Terminated, (await host.StatusAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task An_unknown_instance_is_null_and_waiting_for_it_goes_on_until_it_comes()
    {
        await using DurableTestHost host = await StartAsync();
        Assert.Null(await host.Client.GetInstanceAsync("later"));
        using CancellationTokenSource source = new();
        Task<OrchestrationMetadata> cancelled = host.Client.WaitForInstanceStartAsync("later", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Task<OrchestrationMetadata> wait = host.Client.WaitForInstanceStartAsync("later", true, CancellationToken.None);
        Assert.False(wait.IsCompleted);
        await host.StartInstanceAsync("Wait", 4, "later");
        Assert.Equal(4, (await wait).ReadInputAs<int>());
    }

    [Fact]
    public async Task Instances_are_listed_in_pages_by_status_prefix_and_time()
    {
        await using DurableTestHost host = await StartAsync(skipTime: false);
        for (int index = 0; index < 25; index++)
        {
            await host.RunAsync("Echo", index, $"echo-{index:00}");
            await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        await host.StartInstanceAsync("Wait", instanceId: "wait_%");
        await host.WhenIdleAsync();
        List<OrchestrationMetadata> all = await ListAsync(host, new OrchestrationQuery(PageSize: 10, FetchInputsAndOutputs: true));
        Assert.Equal(26, all.Count);
        Assert.Equal(3, all[3].ReadInputAs<int>());
        Assert.Equal(["wait_%"], (await ListAsync(host, new OrchestrationQuery(Statuses: [Running]))).Select(found => found.InstanceId));
        Assert.Equal(["wait_%"], (await ListAsync(host, new OrchestrationQuery(InstanceIdPrefix: "wait_"))).Select(found => found.InstanceId));
        Assert.Equal(10, (await ListAsync(host, new OrchestrationQuery(InstanceIdPrefix: "echo-1"))).Count);
        DateTimeOffset from = new ManualClock().GetUtcNow().AddMinutes(5);
        Assert.Equal(
            Enumerable.Range(5, 6).Select(index => $"echo-{index:00}"),
            (await ListAsync(host, new OrchestrationQuery(from, from.AddMinutes(5)))).Select(found => found.InstanceId));
        Assert.Empty(await ListAsync(host, new OrchestrationQuery(TaskHubNames: ["other"])));
    }

    [Fact]
    public async Task A_listing_goes_on_from_its_continuation_token()
    {
        await using DurableTestHost host = await StartAsync();
        for (int index = 0; index < 7; index++)
        {
            await host.StartInstanceAsync("Echo", index, $"i{index}");
        }

        List<string> seen = [];
        string? token = null;
        do
        {
            await foreach (Page<OrchestrationMetadata> page in host.Client
                .GetAllInstancesAsync(new OrchestrationQuery(PageSize: 3, ContinuationToken: token)).AsPages())
            {
                seen.AddRange(page.Values.Select(found => found.InstanceId));
                token = page.ContinuationToken;
                break;
            }
        }
        while (token is not null);
        Assert.Equal(Enumerable.Range(0, 7).Select(index => $"i{index}"), seen);
    }

    [Fact]
    public async Task Only_finished_instances_are_purged()
    {
        await using DurableTestHost host = await StartAsync();
        await host.RunAsync("Echo", 1, "done");
        await host.StartInstanceAsync("Wait", instanceId: "running");
        Assert.Equal(1, (await host.Client.PurgeInstanceAsync("done")).PurgedInstanceCount);
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("done")).PurgedInstanceCount);
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("running")).PurgedInstanceCount);
        Assert.Null(await host.Client.GetInstanceAsync("done"));
        Assert.Null(await host.Engine.GetHistoryAsync("done"));
        Assert.NotNull(await host.Client.GetInstanceAsync("running"));
    }

    [Fact]
    public async Task A_purge_by_filter_removes_what_matches_and_children_when_recursive()
    {
        await using DurableTestHost host = await StartAsync();
        for (int index = 0; index < 12; index++)
        {
            await host.RunAsync("Parent", index, $"p{index}");
        }

        await host.StartInstanceAsync("Wait", instanceId: "running");
        PurgeResult one = await host.Client.PurgeInstanceAsync("p0", new PurgeInstanceOptions(Recursive: true));
        Assert.Equal(2, one.PurgedInstanceCount);
        PurgeResult none = await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(Statuses: [Terminated]));
        Assert.Equal(0, none.PurgedInstanceCount);
        PurgeResult rest = await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(DateTimeOffset.MinValue, Statuses: [Completed]));
        Assert.Equal((22, true), (rest.PurgedInstanceCount, rest.IsComplete));
        Assert.Single(await ListAsync(host, new OrchestrationQuery()));
    }

    [Fact]
    public async Task A_restart_takes_name_and_input_from_the_first_run()
    {
        await using DurableTestHost host = await StartAsync();
        await host.RunAsync("Echo", 5, "one");
        Assert.Equal("one", await host.Client.RestartAsync("one"));
        Assert.Equal(5, (await host.EndOfAsync("one")).ReadOutputAs<int>());
        string other = await host.Client.RestartAsync("one", restartWithNewInstanceId: true);
        Assert.NotEqual("one", other);
        Assert.Equal(5, (await host.EndOfAsync(other)).ReadOutputAs<int>());
        await host.StartInstanceAsync("Wait", instanceId: "running");
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.RestartAsync("running"));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.RestartAsync("nobody"));
    }

    [Fact]
    public async Task Tags_and_times_come_back()
    {
        await using DurableTestHost host = await StartAsync(skipTime: false);
        DateTimeOffset created = host.Clock.GetUtcNow();
        StartOrchestrationOptions options = new("tagged") { Tags = new Dictionary<string, string> { ["tenant"] = "käse" } };
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", null, options);
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await host.Client.RaiseEventAsync("tagged", "go", 1);
        OrchestrationMetadata end = await host.EndOfAsync("tagged");
        Assert.Equal("käse", end.Tags["tenant"]);
        Assert.Equal(created, end.CreatedAt);
        Assert.Equal(created.AddMinutes(1), end.LastUpdatedAt);
    }

    private static Task<DurableTestHost> StartAsync(bool skipTime = true) => DurableTestHost.StartAsync(
        tasks => tasks
            .AddOrchestrator("Echo", context => Task.FromResult(context.GetInput<object>()))
            .AddOrchestrator("Wait", context => context.WaitForExternalEvent<int>("go"))
            .AddOrchestrator("Parent", context => context.CallSubOrchestratorAsync<object>(
                "Echo", 1, new SubOrchestrationOptions(instanceId: context.InstanceId + ":child"))),
        new DurableTestHostOptions { SkipTime = skipTime });

    private static async Task<List<OrchestrationMetadata>> ListAsync(DurableTestHost host, OrchestrationQuery query)
    {
        List<OrchestrationMetadata> found = [];
        await foreach (OrchestrationMetadata instance in host.Client.GetAllInstancesAsync(query))
        {
            found.Add(instance);
        }

        return found;
    }
}
