using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.EventGrid;

/// <summary>Models that are put into an inbox become conversions by the events that Event Grid sends of them.</summary>
public sealed class ReceivingTests
{
    private const string Name = "development/inbox/crates/crate.glb";

    private static readonly string[] Keys =
        ["--Kiln:EventGrid:DeliveryKeys:0=b2xkLWtleQ", $"--Kiln:EventGrid:DeliveryKeys:1={EventGridSender.Key}"];

    [OwnServiceFact]
    public async Task A_model_in_an_inbox_is_converted_once_for_each_version_whatever_comes_of_it_and_how_often()
    {
        await using var service = await KilnService.StartAsync(Keys);
        var api = service.Api;
        string first = LocalInbox.Put(service.DataDirectory, Name, SampleFiles.Box);
        var delivery = new JsonArray(EventGridSender.BlobCreated("inputs", Name, first));
        var outcome = (await EventGridSender.DeliverAsync(api, delivery)).Data(HttpStatusCode.OK)[0]!;
        Assert.Equal("started", outcome["outcome"]!.GetValue<string>());
        string job = outcome["jobId"]!.GetValue<string>();

        // The same again, as another event, as a CloudEvent, in a batch, after a kill: all mean the job that is there.
        await service.KillAsync();
        await service.RestartAsync();
        api = service.Api;
        outcome = (await EventGridSender.DeliverAsync(api, delivery)).Data(HttpStatusCode.OK)[0]!;
        Assert.Equal(("repeated", job), (outcome["outcome"]!.GetValue<string>(), outcome["jobId"]!.GetValue<string>()));
        var batch = new JsonArray(
            EventGridSender.BlobCreatedCloudEvent("inputs", Name, first), EventGridSender.BlobCreatedCloudEvent("inputs", Name, first));
        Assert.All(
            (await EventGridSender.DeliverCloudEventsAsync(api, batch)).Data(HttpStatusCode.OK).AsArray(),
            item => Assert.Equal(job, item!["jobId"]!.GetValue<string>()));
        var completed = await api.WaitForCompletionAsync(job);
        Assert.Equal("crate.glb", completed["filename"]!.GetValue<string>());
        Assert.Equal("event-grid", completed["parameters"]!["client"]!.GetValue<string>());

        // Another version is another job; a late event of the first one is none.
        string second = LocalInbox.Put(service.DataDirectory, Name, SampleFiles.TwoParts);
        Assert.NotEqual(first, second);
        outcome = (await EventGridSender.DeliverCloudEventsAsync(api, EventGridSender.BlobCreatedCloudEvent("inputs", Name, second))).Data(HttpStatusCode.OK)[0]!;
        Assert.Equal("started", outcome["outcome"]!.GetValue<string>());
        outcome = (await EventGridSender.DeliverAsync(api, new JsonArray(EventGridSender.BlobCreated("inputs", "development/inbox/crates/gone.glb", first)))).Data(HttpStatusCode.OK)[0]!;
        Assert.Equal("ignored", outcome["outcome"]!.GetValue<string>());
        Assert.Equal(2, await api.CountAsync());
    }

    [OwnServiceFact]
    public async Task What_is_no_model_in_an_inbox_is_answered_so_that_it_does_not_come_again()
    {
        await using var service = await KilnService.StartAsync(Keys);
        var api = service.Api;
        string etag = LocalInbox.Put(service.DataDirectory, "development/inbox/broken.glb", [1, 2, 3]);
        LocalInbox.Put(service.DataDirectory, "nobody/inbox/crate.glb", SampleFiles.Box);
        JsonObject foreign = EventGridSender.BlobCreated("inputs", Name, etag);
        foreign["eventType"] = "Microsoft.Storage.BlobDeleted";
        JsonObject unknown = EventGridSender.BlobCreated("inputs", Name, etag);
        unknown["eventType"] = "Contoso.Something";
        (JsonObject Event, string Outcome, string Reason)[] cases =
        [
            (EventGridSender.BlobCreated("inputs", "development/inbox/broken.glb", etag), "refused", "Invalid GLB"),
            (EventGridSender.BlobCreated("inputs", "development/inbox/notes.txt", etag), "ignored", "no longer there"),
            (EventGridSender.BlobCreated("inputs", "development/inbox/my crate.glb", etag), "refused", "is not a storage name"),
            (EventGridSender.BlobCreated("inputs", "nobody/inbox/crate.glb", null), "ignored", "no organisation's inbox"),
            (EventGridSender.BlobCreated("inputs", "development/jobs/x/source", null), "ignored", "no organisation's inbox"),
            (EventGridSender.BlobCreated("quarantine", Name, null), "ignored", "no organisation's inbox"),
            (foreign, "ignored", "BlobDeleted"),
            (unknown, "ignored", "Contoso.Something"),
        ];

        var outcomes = (await EventGridSender.DeliverAsync(api, new JsonArray([.. cases.Select(item => item.Event)]))).Data(HttpStatusCode.OK).AsArray();
        Assert.Equal(cases.Length, outcomes.Count);
        foreach (var (item, outcome) in cases.Zip(outcomes))
        {
            Assert.Equal(item.Event["id"]!.GetValue<string>(), outcome!["event"]!.GetValue<string>());
            Assert.Equal(item.Outcome, outcome["outcome"]!.GetValue<string>());
            Assert.Contains(item.Reason, outcome["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        foreach (string body in (string[])["", "{", "nonsense", "[1]", "{}"])
        {
            Assert.NotEmpty((await EventGridSender.PostAsync(api, body, "application/json", EventGridSender.Key)).Error(HttpStatusCode.BadRequest));
            Assert.NotEmpty((await EventGridSender.PostAsync(api, body, "application/cloudevents+json", EventGridSender.Key)).Error(HttpStatusCode.BadRequest));
        }

        Assert.Equal(0, await api.CountAsync());
        Assert.Equal(10_000, await api.CreditsAsync());
    }

    [OwnServiceFact]
    public async Task Without_credits_the_event_is_asked_to_come_again_and_leads_to_a_job_then()
    {
        await using var service = await KilnService.StartAsync(Keys);
        using var poor = new KilnApi(service.Api.Url, await service.MakeKeyAsync("poor"));
        LocalInbox.Put(service.DataDirectory, "poor/inbox/crate.glb", SampleFiles.Box);
        var delivery = new JsonArray(EventGridSender.BlobCreated("inputs", "poor/inbox/crate.glb", null));
        Assert.Contains("Insufficient credits", (await EventGridSender.DeliverAsync(poor, delivery)).Error(HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);

        await service.GrantAsync("poor", 1);
        var outcome = (await EventGridSender.DeliverAsync(poor, delivery)).Data(HttpStatusCode.OK)[0]!;
        await poor.WaitForCompletionAsync(outcome["jobId"]!.GetValue<string>());
        Assert.Equal(0, await poor.CreditsAsync());
    }

    [OwnServiceFact]
    public async Task Subscriptions_of_both_schemas_are_validated_for_those_who_have_a_key()
    {
        await using var service = await KilnService.StartAsync(Keys);
        var api = service.Api;
        foreach (string key in (string[])[EventGridSender.Key, "b2xkLWtleQ"])
        {
            var reply = await EventGridSender.DeliverAsync(api, EventGridSender.Validation("512d38b6"), key, "SubscriptionValidation");
            Assert.Equal((HttpStatusCode.OK, "512d38b6"), (reply.Status, reply.Body["validationResponse"]!.GetValue<string>()));
        }

        var consent = await api.SendPlainAsync(
            HttpMethod.Options,
            EventGridSender.AddressOf(api, null),
            null,
            ("WebHook-Request-Origin", "eventgrid.azure.net"),
            ("WebHook-Request-Rate", "120"),
            ("x-kiln-delivery-key", EventGridSender.Key));
        Assert.Equal(HttpStatusCode.OK, consent.Status);
        Assert.Equal("eventgrid.azure.net", Assert.Single(consent.Headers.GetValues("WebHook-Allowed-Origin")));
        Assert.Equal("*", Assert.Single(consent.Headers.GetValues("WebHook-Allowed-Rate")));

        foreach (string? wrong in (string?[])[null, "", "wrong"])
        {
            var refused = await EventGridSender.DeliverAsync(api, EventGridSender.Validation("512d38b6"), wrong, "SubscriptionValidation");
            Assert.NotEmpty(refused.Error(HttpStatusCode.Unauthorized));
            refused = await api.SendPlainAsync(
                HttpMethod.Options, EventGridSender.AddressOf(api, wrong), null, ("WebHook-Request-Origin", "eventgrid.azure.net"));
            Assert.NotEmpty(refused.Error(HttpStatusCode.Unauthorized));
            Assert.False(refused.Headers.Contains("WebHook-Allowed-Origin"));
        }
    }

    [OwnServiceFact]
    public async Task Without_a_configured_key_nobody_is_let_in()
    {
        await using var service = await KilnService.StartAsync();
        foreach (string? key in (string?[])[null, "", EventGridSender.Key])
        {
            Assert.NotEmpty((await EventGridSender.DeliverAsync(service.Api, EventGridSender.Validation("1"), key)).Error(HttpStatusCode.Unauthorized));
        }
    }
}
