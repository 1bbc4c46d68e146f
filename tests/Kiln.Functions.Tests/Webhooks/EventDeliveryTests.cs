using System.Globalization;
using System.Text.Json;
using Kiln.Functions.Webhooks.Delivery;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage;
using Kiln.Storage.Batches;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Tests.Webhooks;

public sealed class EventDeliveryTests
{
    [Fact]
    public async Task Every_event_arrives_once_in_order_and_signed()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        WebhookEndpoint endpoint = await world.AddEndpointAsync();
        Job job = await world.DeliverCancelledAsync(endpoint.Id);

        Assert.Equal(job.Events.Select(happened => $"{job.Id}/{happened.Sequence}"), world.Subscriber.Received.Select(received => received.Id));
        Assert.All(world.Subscriber.Received, received => Assert.True(received.IsSignedWith(endpoint.Secrets.Current)));
        Assert.All(world.Subscriber.Received, received => Assert.False(received.IsSignedWith(WebhookSecrets.Create().Current)));
        DeliveryCursor cursor = await world.CursorAsync(job, endpoint.Id);
        Assert.Equal((false, job.LastSequence), (cursor.Open, cursor.Passed));
        Assert.All(cursor.Recent, record => Assert.Equal((DeliveryStatus.Delivered, 1, 200), (record.Status, record.Attempts, record.ResponseStatus)));
    }

    [Fact]
    public async Task The_body_is_a_CloudEvent_of_the_log()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        WebhookEndpoint endpoint = await world.AddEndpointAsync("job.cancelled");
        Job job = await world.DeliverCancelledAsync(endpoint.Id);

        Received received = Assert.Single(world.Subscriber.Received);
        Assert.Equal("application/cloudevents+json; charset=utf-8", received.Headers.ContentType);
        Assert.Equal(job.TraceParent, received.Headers["traceparent"]);
        Assert.Equal("kiln", received.Headers["WebHook-Request-Origin"]);
        JsonElement body = received.Event;
        Assert.Equal("1.0", body.GetProperty("specversion").GetString());
        Assert.Equal(received.Id, body.GetProperty("id").GetString());
        Assert.Equal($"/organisations/acme/jobs/{job.Id}", body.GetProperty("source").GetString());
        Assert.Equal("kiln.job.cancelled", body.GetProperty("type").GetString());
        Assert.Equal(job.Id, body.GetProperty("subject").GetString());
        Assert.Equal(job.TraceParent, body.GetProperty("traceparent").GetString());
        Assert.Equal("2026-01-01T00:00:00.000Z", body.GetProperty("time").GetString());
        Assert.Equal(10, body.GetProperty("sequence").GetString()!.Length);
        JsonElement data = body.GetProperty("data");
        Assert.Equal(("cancelled", "probe"), (data.GetProperty("status").GetString(), data.GetProperty("jobType").GetString()));
        Assert.Equal(
            long.Parse(body.GetProperty("sequence").GetString()!, CultureInfo.InvariantCulture), data.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task The_status_in_a_body_is_that_of_its_event_and_not_of_the_sending()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        WebhookEndpoint endpoint = await world.AddEndpointAsync("job.*");
        await world.DeliverCancelledAsync(endpoint.Id);

        Dictionary<string, string> statuses = world.Subscriber.Received.ToDictionary(
            received => received.Event.GetProperty("type").GetString()!,
            received => received.Event.GetProperty("data").GetProperty("status").GetString()!);
        Assert.Equal(
            ("accepted", "queued", "cancelled"),
            (statuses["kiln.job.created"], statuses["kiln.job.queued"], statuses["kiln.job.cancelled"]));
    }

    [Fact]
    public async Task A_rotated_secret_signs_beside_the_old_one_until_the_overlap_ends()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        WebhookEndpoint first = await world.AddEndpointAsync("job.cancelled");
        DateTimeOffset now = world.Clock.GetUtcNow();
        WebhookEndpoint second = (await world.Webhooks.UpdateAsync(
            "acme", first.Id, endpoint => endpoint with { Secrets = endpoint.Secrets.Rotate(now, TimeSpan.FromHours(24)) }))!;
        await world.DeliverCancelledAsync(first.Id);
        world.Clock.Advance(TimeSpan.FromHours(24));
        await world.DeliverCancelledAsync(first.Id);

        string[] secrets = [first.Secrets.Current, second.Secrets.Current];
        Assert.Equal([true, true], secrets.Select(world.Subscriber.Received[0].IsSignedWith));
        Assert.Equal([false, true], secrets.Select(world.Subscriber.Received[1].IsSignedWith));
    }

    [Fact]
    public async Task A_callback_url_gets_every_event_signed_with_the_organisations_secret()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        Job job = await world.DeliverCancelledAsync(DeliveryDestination.Callback, world.Subscriber.Url);

        string secret = (await world.Webhooks.GetCallbackSecretsAsync("acme")).Current;
        Assert.Equal(job.Events.Length, world.Subscriber.Received.Count);
        Assert.All(world.Subscriber.Received, received => Assert.True(received.IsSignedWith(secret)));
    }

    [Fact]
    public async Task The_events_of_a_batch_are_delivered_like_those_of_jobs_and_its_end_once()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        WebhookEndpoint endpoint = await world.AddEndpointAsync("batch.completed");
        DateTimeOffset now = world.Clock.GetUtcNow();
        Batch batch = new Batch
        {
            Id = PartId.NewRoot(now),
            OrganisationId = DeliveryWorld.Organisation,
            Surface = "jobs",
            Type = "probe",
            Total = 2,
            PageSize = 2,
            CallbackUrl = world.Subscriber.Url,
            CreatedAt = now,
        }.Begin(now);
        await world.Batches.CreateAsync(batch);
        BatchCounts counts = new(0, 0, 0, 0, 0, Succeeded: 1, Failed: 1, 0, 0);
        batch = (await world.Batches.UpdateAsync(batch.OrganisationId, batch.Id, current => current.Expand(2, now).Complete(counts, now)))!;

        await world.Dispatcher.DispatchAsync(EventLog.Of(batch), CancellationToken.None);
        await world.Dispatcher.DispatchAsync(EventLog.Of(batch), CancellationToken.None);
        foreach (string destination in (string[])[endpoint.Id, DeliveryDestination.Callback])
        {
            DeliveryKey key = new(batch.OrganisationId, destination, batch.Id);
            await world.Host.Client.WaitForInstanceCompletionAsync(DeliveryDriver.InstanceOf(key));
        }

        string[] types = [.. world.Subscriber.Received.Select(received => received.Event.GetProperty("type").GetString()!).Order()];
        Assert.Equal(["kiln.batch.completed", "kiln.batch.completed", "kiln.batch.created"], types);
        JsonElement end = world.Subscriber.Received.Last(received => received.Id == $"{batch.Id}/2").Event;
        Assert.Equal($"/organisations/acme/batches/{batch.Id}", end.GetProperty("source").GetString());
        Assert.Equal(batch.Id, end.GetProperty("data").GetProperty("batchId").GetString());
        Assert.Equal("completed", end.GetProperty("data").GetProperty("status").GetString());
        Assert.Equal(1, end.GetProperty("data").GetProperty("detail").GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task A_delivery_waits_for_the_job_and_goes_on_when_it_is_woken()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync(skipTime: false);
        WebhookEndpoint endpoint = await world.AddEndpointAsync();
        Job job = await world.SubmitAsync();
        await world.DispatchAsync(job);
        await world.Host.WhenIdleAsync();
        Assert.Equal(job.Events.Length, world.Subscriber.Received.Count);

        Job ended = await world.ApplyAsync(job, new CancelNow());
        Assert.Equal(1, await world.DispatchAsync(ended));
        await world.FinishAsync(job, endpoint.Id);
        Assert.Equal(ended.Events.Length, world.Subscriber.Received.Count);
    }

    [Fact]
    public async Task The_sweep_starts_what_a_crash_left_open()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        WebhookEndpoint endpoint = await world.AddEndpointAsync();
        Job job = await world.ApplyAsync(await world.SubmitAsync(), new CancelNow());
        await world.Deliveries.UpdateAsync(DeliveryWorld.KeyOf(job, endpoint.Id), cursor => cursor);

        await world.Sweeper.SweepAsync(world.Host.Client, CancellationToken.None);
        await world.FinishAsync(job, endpoint.Id);
        Assert.Equal(job.Events.Length, world.Subscriber.Received.Count);
    }

    [Fact]
    public async Task What_happened_before_an_endpoint_was_made_is_not_sent_to_it()
    {
        await using DeliveryWorld world = await DeliveryWorld.StartAsync();
        Job job = await world.SubmitAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        WebhookEndpoint endpoint = await world.AddEndpointAsync();
        job = await world.ApplyAsync(job, new CancelNow());
        await world.DispatchAsync(job);
        await world.FinishAsync(job, endpoint.Id);

        Assert.DoesNotContain(world.Subscriber.Received, received => received.Event.GetProperty("type").GetString() == "kiln.job.created");
        Assert.Contains(world.Subscriber.Received, received => received.Event.GetProperty("type").GetString() == "kiln.job.cancelled");
    }
}
