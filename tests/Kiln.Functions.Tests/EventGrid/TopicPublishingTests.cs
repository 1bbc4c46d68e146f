using System.Globalization;
using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.EventGrid.Publishing;
using Kiln.Functions.Tests.Webhooks;
using Kiln.Functions.Webhooks.Delivery;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Webhooks;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Tests.EventGrid;

/// <summary>Events go to an Event Grid topic by the same outbox as to webhooks; a local server plays the topic.</summary>
public sealed class TopicPublishingTests
{
    private const string Key = "dG9waWMta2V5";

    [Fact]
    public async Task All_events_of_a_job_go_in_one_batch_in_the_order_of_the_log()
    {
        await using DeliveryWorld world = await StartAsync();
        Job job = await world.DeliverCancelledAsync(DeliveryDestination.Topic);

        Received request = Assert.Single(world.Subscriber.Received);
        Assert.Equal("POST", request.Method);
        Assert.Equal(Key, request.Headers["aeg-sas-key"]);
        Assert.StartsWith("application/cloudevents-batch+json", request.Headers.ContentType, StringComparison.Ordinal);
        Assert.Equal(job.Events.Select(happened => $"{job.Id}/{happened.Sequence}"), IdsOf(request));
        JsonElement first = request.Event[0];
        Assert.Equal(
            ("1.0", "kiln.job.created", $"/organisations/acme/jobs/{job.Id}", job.Id, "0000000001"),
            (Text(first, "specversion"), Text(first, "type"), Text(first, "source"), Text(first, "subject"), Text(first, "sequence")));
        DeliveryCursor cursor = await world.CursorAsync(job, DeliveryDestination.Topic);
        Assert.Equal((false, job.LastSequence), (cursor.Open, cursor.Passed));
        Assert.All(cursor.Recent, record => Assert.Equal((DeliveryStatus.Delivered, 1, 200), (record.Status, record.Attempts, record.ResponseStatus)));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(500)]
    public async Task A_failed_request_is_repeated_with_its_first_event_and_the_others_follow(int status)
    {
        await using DeliveryWorld world = await StartAsync();
        List<DateTimeOffset> times = [];
        world.Subscriber.Answer = (number, context) =>
        {
            times.Add(world.Clock.GetUtcNow());
            context.Response.StatusCode = number == 1 ? status : 200;
            return Task.CompletedTask;
        };
        Job job = await world.DeliverCancelledAsync(DeliveryDestination.Topic);

        string[][] batches = [.. world.Subscriber.Received.Select(IdsOf)];
        Assert.Equal(3, batches.Length);
        Assert.Equal($"{job.Id}/1", Assert.Single(batches[1]));
        Assert.Equal(batches[0], batches[1].Concat(batches[2]));
        Assert.InRange((times[1] - times[0]).TotalSeconds, 4.5, 5.5);
    }

    [Fact]
    public async Task Too_many_requests_are_followed_by_the_wait_that_the_topic_asks_for()
    {
        await using DeliveryWorld world = await StartAsync();
        List<DateTimeOffset> times = [];
        world.Subscriber.Answer = (number, context) =>
        {
            times.Add(world.Clock.GetUtcNow());
            context.Response.StatusCode = number == 1 ? 429 : 200;
            context.Response.Headers.RetryAfter = "90";
            return Task.CompletedTask;
        };
        await world.DeliverCancelledAsync(DeliveryDestination.Topic);

        Assert.Equal(TimeSpan.FromSeconds(90), times[1] - times[0]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    public async Task An_event_that_the_topic_will_never_take_does_not_hold_up_the_others(int status)
    {
        await using DeliveryWorld world = await StartAsync();
        world.Subscriber.AnswerWith(status, status, 200);
        Job job = await world.DeliverCancelledAsync(DeliveryDestination.Topic);

        string[][] batches = [.. world.Subscriber.Received.Select(IdsOf)];
        Assert.Equal([job.Events.Length, 1, job.Events.Length - 1], batches.Select(batch => batch.Length));
        DeliveryCursor cursor = await world.CursorAsync(job, DeliveryDestination.Topic);
        Assert.Equal((DeliveryStatus.DeadLettered, 2, status), (cursor.Recent[0].Status, cursor.Recent[0].Attempts, cursor.Recent[0].ResponseStatus));
        Assert.All(cursor.Recent.Skip(1), record => Assert.Equal(DeliveryStatus.Delivered, record.Status));
    }

    [Fact]
    public async Task A_restarted_engine_goes_on_publishing()
    {
        await using DeliveryWorld world = await StartAsync(skipTime: false);
        world.Subscriber.AnswerWith(503, 200);
        Job job = await world.ApplyAsync(await world.SubmitAsync(), new Lifecycle.Commands.CancelNow());
        await world.DispatchAsync(job);
        await world.Host.WhenIdleAsync();
        Assert.Single(world.Subscriber.Received);

        await world.Host.RestartAsync();
        await world.Host.AdvanceAsync(TimeSpan.FromSeconds(6));
        await world.FinishAsync(job, DeliveryDestination.Topic);
        Assert.Equal(
            job.Events.Select(happened => $"{job.Id}/{happened.Sequence}"), world.Subscriber.Received.Skip(1).SelectMany(IdsOf));
    }

    [Fact]
    public async Task Only_the_chosen_types_are_published()
    {
        await using DeliveryWorld world = await StartAsync(types: ["job.c*"]);
        await world.DeliverCancelledAsync(DeliveryDestination.Topic);

        Received request = Assert.Single(world.Subscriber.Received);
        Assert.Equal(["kiln.job.created", "kiln.job.cancelled"], request.Event.EnumerateArray().Select(item => Text(item, "type")));
    }

    [Fact]
    public async Task An_identity_that_gets_no_token_is_a_failed_attempt_and_no_crash()
    {
        KilnOptions options = new();
        options.EventGrid.TopicEndpoint = new Uri("https://127.0.0.1:9/api/events");
        options.EventGrid.ManagedIdentityClientId = "none";
        TopicPublisher publisher = new(Options.Create(options), TimeProvider.System);
        DeliveryAttempt attempt = await publisher.PublishAsync([new WebhookMessage("a/1", "{}"u8.ToArray(), null)], CancellationToken.None);

        Assert.False(attempt.Accepted);
        Assert.NotNull(attempt.Error);
    }

    [Theory]
    [InlineData("http://topic.example/api/events", true)]
    [InlineData("http://127.0.0.1:9/api/events", false)]
    public void An_endpoint_without_encryption_is_refused_at_the_start(string endpoint, bool allowLoopback)
    {
        KilnOptions options = new();
        options.Webhooks.AllowLoopback = allowLoopback;
        options.EventGrid.TopicEndpoint = new Uri(endpoint);
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(
            () => new TopicPublisher(Options.Create(options), TimeProvider.System));
        Assert.Contains("Kiln:EventGrid:TopicEndpoint", refused.Message, StringComparison.Ordinal);
    }

    private static Task<DeliveryWorld> StartAsync(bool skipTime = true, params string[] types) => DeliveryWorld.StartAsync(skipTime, world =>
    {
        world.Options.Value.EventGrid.TopicEndpoint = new Uri(world.Subscriber.Url);
        world.Options.Value.EventGrid.TopicKey = Key;
        foreach (string type in types)
        {
            world.Options.Value.EventGrid.TopicEvents.Add(type);
        }
    });

    private static string[] IdsOf(Received request) =>
        [.. request.Event.EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private static string Text(JsonElement item, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{item.GetProperty(name).GetString()}");
}
