using System.Collections.Concurrent;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Tests.Webhooks;

/// <summary>A subscriber that takes requests and never answers holds neither activity slots nor the deliveries of others.</summary>
public sealed class HangingSubscriberTests
{
    private static readonly TimeSpan MoreThanTheStay = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task With_a_single_activity_slot_a_healthy_endpoint_is_served_while_another_one_hangs()
    {
        await using Subscriber hanging = await Subscriber.StartAsync();
        await using Hang hang = new(hanging);
        await using DeliveryWorld world = await DeliveryWorld.StartAsync(skipTime: false, activities: 1);
        WebhookEndpoint silent = await world.AddEndpointOfAsync(hanging, "job.cancelled");
        WebhookEndpoint healthy = await world.AddEndpointAsync("job.cancelled");

        Job job = await world.ApplyAsync(await world.SubmitAsync(), new CancelNow());
        await world.DispatchAsync(job);
        await hang.WhenHeldAsync(1);
        world.Clock.Advance(MoreThanTheStay);
        await world.FinishAsync(job, healthy.Id);
        Assert.Single(world.Subscriber.Received);

        hang.Release();
        await world.FinishAsync(job, silent.Id);
        Assert.Single(hanging.Received);
        Assert.Equal(DeliveryStatus.Delivered, Assert.Single((await world.CursorAsync(job, silent.Id)).Recent).Status);
    }

    [Fact]
    public async Task A_host_that_hangs_is_sent_few_requests_at_a_time_and_all_the_rest_later()
    {
        const int Jobs = 10;
        await using Subscriber hanging = await Subscriber.StartAsync();
        await using Hang hang = new(hanging);
        await using DeliveryWorld world = await DeliveryWorld.StartAsync(
            skipTime: false, world => world.Options.Value.Webhooks.MostRequestsPerHost = 2, activities: 1);
        WebhookEndpoint silent = await world.AddEndpointOfAsync(hanging, "job.cancelled");
        Job[] jobs = await Task.WhenAll(Enumerable.Range(0, Jobs).Select(async _ =>
            await world.ApplyAsync(await world.SubmitAsync(), new CancelNow())));
        foreach (Job job in jobs)
        {
            await world.DispatchAsync(job);
        }

        // Only two requests are begun and stayed for; the other deliveries leave the slot at once to wait for a place.
        await hang.WhenHeldAsync(1);
        world.Clock.Advance(MoreThanTheStay);
        await hang.WhenHeldAsync(2);
        world.Clock.Advance(MoreThanTheStay);
        await world.Host.WhenIdleAsync();
        Assert.Equal(2, hanging.Received.Count);

        hang.Release();
        await Task.WhenAll(jobs.Select(job => world.FinishAsync(job, silent.Id)));
        Assert.Equal(jobs.Select(job => $"{job.Id}/{job.LastSequence}").Order(), hanging.Received.Select(received => received.Id).Order());
    }

    [Fact]
    public async Task What_happens_while_a_request_hangs_is_sent_after_it()
    {
        await using Subscriber hanging = await Subscriber.StartAsync();
        await using Hang hang = new(hanging);
        await using DeliveryWorld world = await DeliveryWorld.StartAsync(skipTime: false);
        WebhookEndpoint silent = await world.AddEndpointOfAsync(hanging);
        Job job = await world.SubmitAsync();
        await world.DispatchAsync(job);
        await hang.WhenHeldAsync(1);
        world.Clock.Advance(MoreThanTheStay);
        await world.Host.WhenIdleAsync();
        job = await world.ApplyAsync(job, new CancelNow());
        await world.DispatchAsync(job);
        await world.Host.WhenIdleAsync();
        Assert.Single(hanging.Received);

        hang.Release();
        await world.FinishAsync(job, silent.Id);
        Assert.Equal(job.Events.Select(happened => $"{job.Id}/{happened.Sequence}"), hanging.Received.Select(received => received.Id));
    }

    [Fact]
    public async Task An_orchestration_whose_sender_died_looks_again_by_itself()
    {
        await using Subscriber hanging = await Subscriber.StartAsync();
        await using Hang hang = new(hanging);
        await using DeliveryWorld world = await DeliveryWorld.StartAsync(skipTime: false);
        WebhookEndpoint silent = await world.AddEndpointOfAsync(hanging, "job.cancelled");
        Job job = await world.ApplyAsync(await world.SubmitAsync(), new CancelNow());
        await world.DispatchAsync(job);
        await hang.WhenHeldAsync(1);
        world.Clock.Advance(MoreThanTheStay);
        await world.Host.WhenIdleAsync();

        // The request ends unheard: no process is left that could tell of it.
        await world.ForgetRunsAsync();
        hang.Release();
        await world.Host.AdvanceAsync(TimeSpan.FromMinutes(2));
        await world.FinishAsync(job, silent.Id);
        Assert.Equal(2, hanging.Received.Count);
    }

    /// <summary>Holds every request of a subscriber until it is released.</summary>
    private sealed class Hang : IAsyncDisposable
    {
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentDictionary<int, TaskCompletionSource> _held = new();

        public Hang(Subscriber subscriber) => subscriber.Answer = async (number, context) =>
        {
            HeldOf(number).TrySetResult();
            await _release.Task.WaitAsync(context.RequestAborted);
        };

        public Task WhenHeldAsync(int number) => HeldOf(number).Task.WaitAsync(TimeSpan.FromMinutes(1));

        public void Release() => _release.TrySetResult();

        public ValueTask DisposeAsync()
        {
            Release();
            return ValueTask.CompletedTask;
        }

        private TaskCompletionSource HeldOf(int number) =>
            _held.GetOrAdd(number, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
