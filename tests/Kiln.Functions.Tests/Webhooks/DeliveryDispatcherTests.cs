using Kiln.Functions.Webhooks;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Tests.Webhooks;

public sealed class DeliveryDispatcherTests
{
    [Fact]
    public async Task A_change_of_a_job_sets_its_deliveries_going_by_itself()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        WebhookEndpoint endpoint = await world.AddEndpointAsync();
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long last = long.MaxValue;
        world.Subscriber.Answer = (number, _) =>
        {
            if (number >= Volatile.Read(ref last))
            {
                all.TrySetResult();
            }

            return Task.CompletedTask;
        };
        await world.Dispatcher.StartAsync(CancellationToken.None);
        Job job = await world.SubmitAsync();
        Volatile.Write(ref last, job.LastSequence + 1);
        job = await world.ApplyAsync(job, new CancelNow());
        await all.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await world.Dispatcher.StopAsync(CancellationToken.None);
        await world.FinishAsync(job, endpoint.Id);

        Assert.Equal(job.Events.Length, world.Subscriber.Received.Count);
    }

    [Fact]
    public async Task Without_a_durable_client_the_cursor_is_opened_for_the_sweep()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        WebhookEndpoint endpoint = await world.AddEndpointAsync();
        world.Dispatcher.Attach(null!);
        Job job = await world.SubmitAsync();
        Assert.Equal(1, await world.DispatchAsync(job));
        Assert.True((await world.CursorAsync(job, endpoint.Id)).Open);
        Assert.Empty(world.Subscriber.Received);
    }

    [Fact]
    public async Task What_the_filter_leaves_out_opens_nothing()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        WebhookEndpoint endpoint = await world.AddEndpointAsync("job.succeeded");
        Job job = await world.SubmitAsync();
        Assert.Equal(0, await world.DispatchAsync(job));
        Assert.Null(await world.Deliveries.FindAsync(DeliveryWorld.KeyOf(job, endpoint.Id)));
    }

    [Fact]
    public async Task A_job_that_is_retried_after_all_was_sent_is_taken_up_again()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        WebhookEndpoint endpoint = await world.AddEndpointAsync();
        Job job = await world.ApplyAsync(await world.SubmitAsync(), new Fail(Failure.Of(FailureCodes.ProviderError, "down", FailurePhase.Processing, null)));
        await world.DispatchAsync(job);
        await world.FinishAsync(job, endpoint.Id);
        Assert.False((await world.CursorAsync(job, endpoint.Id)).Open);

        job = await world.ApplyAsync(await world.ApplyAsync(job, new Retry(0, "key")), new CancelNow());
        Assert.Equal(1, await world.DispatchAsync(job));
        await world.FinishAsync(job, endpoint.Id);
        Assert.Equal(
            job.Events.Select(happened => happened.Sequence),
            world.Subscriber.Received.Select(received => received.Event.GetProperty("data").GetProperty("sequence").GetInt64()));
    }

    [Fact]
    public async Task A_replay_sends_passed_events_with_their_first_identifiers()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        WebhookEndpoint endpoint = await world.AddEndpointAsync("job.*");
        DateTimeOffset began = world.Clock.GetUtcNow();
        Job job = await world.DeliverCancelledAsync(endpoint.Id);
        string[] first = [.. world.Subscriber.Received.Select(received => received.Id)];
        WebhookReplay replay = new(world.Jobs, world.Deliveries);

        Assert.Equal(first.Length, await replay.SinceAsync(world.Host.Client, "acme", endpoint, began, CancellationToken.None));
        await world.FinishAsync(job, endpoint.Id);
        Assert.Equal([.. first, .. first], world.Subscriber.Received.Select(received => received.Id));

        Assert.True(await replay.EventsAsync(world.Host.Client, DeliveryWorld.KeyOf(job, endpoint.Id), [1], CancellationToken.None));
        await world.FinishAsync(job, endpoint.Id);
        Assert.Equal($"{job.Id}/1", world.Subscriber.Received[^1].Id);
        Assert.False(await replay.EventsAsync(world.Host.Client, DeliveryWorld.KeyOf(job, endpoint.Id), [999], CancellationToken.None));
    }

    [Fact]
    public async Task A_disabled_endpoint_is_sent_nothing_and_goes_on_when_it_is_enabled()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        WebhookEndpoint endpoint = await world.AddEndpointAsync();
        await world.Webhooks.UpdateAsync("acme", endpoint.Id, present => present.Disable("test", world.Clock.GetUtcNow()));
        Job job = await world.SubmitAsync();
        Assert.Equal(0, await world.DispatchAsync(job));

        await world.Webhooks.UpdateAsync("acme", endpoint.Id, present => present.Enable());
        job = await world.ApplyAsync(job, new CancelNow());
        await world.DispatchAsync(job);
        await world.FinishAsync(job, endpoint.Id);
        Assert.Equal(job.Events.Length, world.Subscriber.Received.Count);
    }
}
