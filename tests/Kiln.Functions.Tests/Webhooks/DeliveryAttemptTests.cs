using Kiln.Functions.Webhooks.Delivery;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Tests.Webhooks;

/// <summary>Deliveries that do not succeed at once: when they are tried again, and when no more.</summary>
public sealed class DeliveryAttemptTests
{
    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(302)]
    public async Task A_refused_event_is_sent_again_with_the_same_id_and_body_before_any_later_one(int status)
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        world.Subscriber.AnswerWith(status, status, 204);
        WebhookEndpoint endpoint = await world.AddEndpointAsync();
        Job job = await world.DeliverCancelledAsync(endpoint.Id);

        IReadOnlyList<Received> received = world.Subscriber.Received;
        Assert.Equal(job.Events.Length + 2, received.Count);
        Assert.All(received.Take(3), attempt => Assert.Equal((received[0].Id, Convert.ToHexString(received[0].Body)), (attempt.Id, Convert.ToHexString(attempt.Body))));
        Assert.Equal(job.Events.Select(happened => $"{job.Id}/{happened.Sequence}"), received.Skip(2).Select(attempt => attempt.Id));
        Assert.Equal(3, (await world.CursorAsync(job, endpoint.Id)).Recent[0].Attempts);
    }

    [Fact]
    public async Task An_event_is_given_up_after_ten_attempts_on_the_schedule_and_the_next_follows()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        List<DateTimeOffset> times = [];
        world.Subscriber.Answer = (number, context) =>
        {
            times.Add(world.Clock.GetUtcNow());
            context.Response.StatusCode = number <= 10 ? 503 : 200;
            return Task.CompletedTask;
        };
        WebhookEndpoint endpoint = await world.AddEndpointAsync("job.created", "job.cancelled");
        Job job = await world.DeliverCancelledAsync(endpoint.Id);

        double[] expected = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400];
        double[] actual = [.. times.Take(10).Zip(times.Skip(1), (earlier, later) => (later - earlier).TotalSeconds).Take(9)];
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First * 0.9, pair.First * 1.1));
        Assert.Equal(11, times.Count);
        DeliveryCursor cursor = await world.CursorAsync(job, endpoint.Id);
        Assert.Equal([(DeliveryStatus.DeadLettered, 10), (DeliveryStatus.Delivered, 1)], cursor.Recent.Select(record => (record.Status, record.Attempts)));
        Assert.Equal(0, (await world.EndpointAsync(endpoint.Id)).ConsecutiveDeadLetters);
    }

    [Fact]
    public async Task Retry_After_lengthens_the_wait()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        List<DateTimeOffset> times = [];
        world.Subscriber.Answer = (number, context) =>
        {
            times.Add(world.Clock.GetUtcNow());
            context.Response.StatusCode = number == 1 ? 429 : 200;
            context.Response.Headers.RetryAfter = "3600";
            return Task.CompletedTask;
        };
        WebhookEndpoint endpoint = await world.AddEndpointAsync("job.cancelled");
        await world.DeliverCancelledAsync(endpoint.Id);

        Assert.Equal(TimeSpan.FromHours(1), times[1] - times[0]);
    }

    [Fact]
    public async Task Gone_disables_the_endpoint_and_nothing_more_is_sent()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        world.Subscriber.AnswerWith(410);
        WebhookEndpoint endpoint = await world.AddEndpointAsync();
        Job job = await world.DeliverCancelledAsync(endpoint.Id);

        WebhookEndpoint after = await world.EndpointAsync(endpoint.Id);
        Assert.Equal((false, "The endpoint answered 410 Gone"), (after.Enabled, after.DisabledReason));
        Assert.Single(world.Subscriber.Received);
        Assert.Equal(0, await world.DispatchAsync(job));
        Assert.False((await world.CursorAsync(job, endpoint.Id)).Open);
    }

    [Fact]
    public async Task Too_many_events_given_up_in_a_row_disable_the_endpoint()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        world.Options.Value.Webhooks.DisableAfterDeadLetters = 2;
        world.Subscriber.AnswerWith(500);
        WebhookEndpoint endpoint = await world.AddEndpointAsync();
        await world.DeliverCancelledAsync(endpoint.Id);

        Assert.False((await world.EndpointAsync(endpoint.Id)).Enabled);
        Assert.Equal(20, world.Subscriber.Received.Count);
    }

    [Fact]
    public async Task A_callback_url_that_is_gone_stops_for_good()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        world.Subscriber.AnswerWith(410);
        Job job = await world.DeliverCancelledAsync(DeliveryDestination.Callback, world.Subscriber.Url);

        Assert.Equal(0, await world.DispatchAsync(job));
        Assert.Single(world.Subscriber.Received);
    }

    [Fact]
    public async Task A_wake_between_two_attempts_does_not_bring_the_next_one_forward()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync(skipTime: false);
        world.Subscriber.AnswerWith(500, 200);
        WebhookEndpoint endpoint = await world.AddEndpointAsync("job.created");
        Job job = await world.SubmitAsync();
        await world.DispatchAsync(job);
        await world.Host.WhenIdleAsync();
        await DeliveryDriver.NudgeAsync(world.Host.Client, DeliveryWorld.KeyOf(job, endpoint.Id), CancellationToken.None);
        await world.Host.WhenIdleAsync();
        Assert.Single(world.Subscriber.Received);

        await world.Host.AdvanceAsync(TimeSpan.FromSeconds(6));
        Assert.Equal(2, world.Subscriber.Received.Count);
    }

    [Fact]
    public async Task A_restarted_engine_goes_on_with_the_next_attempt()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync(skipTime: false);
        world.Subscriber.AnswerWith(500, 200);
        WebhookEndpoint endpoint = await world.AddEndpointAsync();
        Job job = await world.ApplyAsync(await world.SubmitAsync(), new CancelNow());
        await world.DispatchAsync(job);
        await world.Host.WhenIdleAsync();
        Assert.Single(world.Subscriber.Received);

        await world.Host.RestartAsync();
        await world.Host.AdvanceAsync(TimeSpan.FromSeconds(6));
        await world.FinishAsync(job, endpoint.Id);
        Assert.Equal(
            job.Events.Select(happened => happened.Sequence).Prepend(1),
            world.Subscriber.Received.Select(received => received.Event.GetProperty("data").GetProperty("sequence").GetInt64()));
    }

    [Fact]
    public async Task No_answer_in_time_is_a_failed_attempt()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        world.Subscriber.Answer = async (number, context) =>
        {
            if (number == 1)
            {
                TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await using CancellationTokenRegistration _ = context.RequestAborted.Register(gone.SetResult);
                world.Clock.Advance(TimeSpan.FromSeconds(16));
                await gone.Task;
            }
        };
        WebhookEndpoint endpoint = await world.AddEndpointAsync("job.cancelled");
        Job job = await world.DeliverCancelledAsync(endpoint.Id);

        Assert.Equal(2, world.Subscriber.Received.Count);
        Assert.Equal(2, Assert.Single((await world.CursorAsync(job, endpoint.Id)).Recent).Attempts);
    }
}
