using System.Net;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;
using Kiln.Geometry.Shapes;

namespace Kiln.EndToEnd.Tests.Conversions;

[Collection(SharedServiceDefinition.Name)]
public sealed class SubmissionTests(SharedService service)
{
    private static readonly string[] PrepareSteps = ["export", "align", "transform", "compress", "process"];

    [Fact]
    public async Task A_glb_is_accepted_with_the_promised_reply_and_completes()
    {
        var reply = await service.Api.SubmitAsync("box.glb", SampleFiles.Box);

        var data = reply.Data(HttpStatusCode.Accepted);
        string id = data["id"]!.GetValue<string>();
        Assert.Equal(id.ToLowerInvariant(), id);
        Assert.True(Guid.TryParse(id, out var guid) && guid.Version == 7, $"{id} is not a UUIDv7");
        Assert.Equal("queued", data["status"]!.GetValue<string>());
        Assert.Equal("box.glb", data["filename"]!.GetValue<string>());
        Assert.Equal(0, data["progress"]!.GetValue<int>());
        Assert.Equal("glb_to_simready", data["job_type"]!.GetValue<string>());
        Assert.Equal(1, data["credits_charged"]!.GetValue<int>());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", data["createdAt"]!.GetValue<string>());
        Assert.EndsWith($"/api/conversions/{id}", reply.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(reply.Headers.Location.AbsoluteUri, reply.Headers.GetValues("Operation-Location").Single());
        Assert.Equal(TimeSpan.FromSeconds(3), reply.Headers.RetryAfter!.Delta);
        Assert.Equal(reply.Headers.Location.AbsoluteUri, data["links"]!["self"]!.GetValue<string>());

        var payload = await service.Api.WaitForCompletionAsync(id);
        Assert.Equal(100, payload["progress"]!.GetValue<int>());
        Assert.Equal("skipped", payload["preprocess"]!["status"]!.GetValue<string>());
        Assert.Null(payload["preprocess"]!["steps"]);
        Assert.Equal(1, payload["credits"]!["charged"]!.GetValue<int>());
        Assert.Null(payload["error"]);
        Assert.NotNull(payload["timing"]!["queued_at"]);
        Assert.NotNull(payload["timing"]!["started_at"]);
        Assert.NotNull(payload["timing"]!["completed_at"]);
        Assert.Equal(SampleFiles.Box.Length, payload["file_size_bytes"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("ring.obj")]
    [InlineData("RING.STL")]
    [InlineData("ring.zip")]
    public async Task Other_formats_go_through_the_preprocess_in_its_order(string fileName)
    {
        var ring = RevolvedSolids.Torus(0.2, 0.05, 32, 16);
        byte[] content = Path.GetExtension(fileName) switch
        {
            ".obj" => SampleFiles.Obj(ring),
            ".STL" => SampleFiles.Stl(ring),
            _ => SampleFiles.Zip(("models/ring.obj", SampleFiles.Obj(ring))),
        };

        var reply = await service.Api.SubmitAsync(fileName, content);

        var data = reply.Data(HttpStatusCode.Accepted);
        Assert.Equal("preprocessing", data["status"]!.GetValue<string>());
        var payload = await service.Api.WaitForCompletionAsync(data["id"]!.GetValue<string>());
        var preprocess = payload["preprocess"]!;
        Assert.Equal("completed", preprocess["status"]!.GetValue<string>());
        Assert.Equal(PrepareSteps, preprocess["steps"]!.AsArray().Select(step => step!.GetValue<string>()));
        Assert.Equal(ring.TriangleCount, preprocess["input_stats"]!["face_count"]!.GetValue<int>());
        Assert.NotNull(preprocess["intermediate_glb"]!["url"]);
        Assert.Equal(PrepareSteps, preprocess["telemetry"]!["steps"]!.AsArray().Select(step => step!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_glb_is_never_seen_preprocessing()
    {
        string id = await service.Api.SubmitForIdAsync("parts.glb", SampleFiles.TwoParts);
        var seen = new HashSet<string>();

        await service.Api.WaitUntilAsync(id, payload => seen.Add(payload["status"]!.GetValue<string>()) && seen.Contains("completed"));

        Assert.DoesNotContain("preprocessing", seen);
    }

    [Fact]
    public async Task A_glb_can_be_sent_through_the_preprocess()
    {
        string id = await service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box, ("preprocess", "always"));

        var payload = await service.Api.WaitForCompletionAsync(id);

        Assert.Equal("completed", payload["preprocess"]!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Parameters_are_echoed_typed_and_take_effect()
    {
        string id = await service.Api.SubmitForIdAsync(
            "box.glb", SampleFiles.Box,
            ("mass_kg", "2.5"), ("static_friction", "0.9"), ("dynamic_friction", "0.8"), ("restitution", "0.25"),
            ("skip_validation", "1"), ("labels", """{"team":"e2e","author":"A. Maker"}"""), ("material", ""));

        var payload = await service.Api.WaitForCompletionAsync(id);

        var parameters = payload["parameters"]!;
        Assert.Equal(2.5, parameters["mass_kg"]!.GetValue<double>());
        Assert.True(parameters["skip_validation"]!.GetValue<bool>());
        Assert.Equal("e2e", payload["labels"]!["team"]!.GetValue<string>());
        var report = payload["report"]!;
        Assert.Equal("A. Maker", report["provenance"]!["author"]!.GetValue<string>());
        Assert.Equal(2.5, report["mass_kg"]!.GetValue<double>(), 1e-9);
        Assert.Equal("given", report["mass_method"]!.GetValue<string>());
        Assert.Equal(0.9, report["friction"]!["static"]!.GetValue<double>(), 1e-6);
        Assert.Equal(0.8, report["friction"]!["dynamic"]!.GetValue<double>(), 1e-6);
        Assert.Equal(0.25, report["restitution"]!.GetValue<double>(), 1e-6);
        Assert.True(report["validation"]!["skipped"]!.GetValue<bool>());
        Assert.Null(report["validation"]!["passed"]);
    }

    [Fact]
    public async Task The_client_header_is_kept()
    {
        var reply = await service.Api.SendAsync(
            HttpMethod.Post, "conversions", KilnApi.Form("box.glb", SampleFiles.Box), ("X-Rigyd-Client", "e2e/1.0"));

        var payload = await service.Api.ReadAsync(reply.Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>());

        Assert.Equal("e2e/1.0", payload["parameters"]!["client"]!.GetValue<string>());
    }

    [Fact]
    public async Task One_idempotency_key_makes_one_job()
    {
        string key = Guid.NewGuid().ToString();
        Task<ApiReply> Post(byte[] content) => service.Api.SendAsync(
            HttpMethod.Post, "conversions", KilnApi.Form("box.glb", content), ("Idempotency-Key", key));

        var first = await Post(SampleFiles.Box);
        var again = await Post(SampleFiles.Box);
        var other = await Post(SampleFiles.TwoParts);

        string id = first.Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>();
        Assert.Equal(id, again.Data(HttpStatusCode.Accepted)["id"]!.GetValue<string>());
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        other.Error(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", other.Body["code"]!.GetValue<string>());
        await service.Api.WaitForCompletionAsync(id);
    }

    [Fact]
    public async Task Pricing_needs_no_key_and_reads_need_one()
    {
        var pricing = await service.Api.SendPlainAsync(HttpMethod.Get, new Uri(service.Api.Url, "api/conversions/pricing"));
        var list = await service.Api.SendPlainAsync(HttpMethod.Get, new Uri(service.Api.Url, "api/conversions"));

        Assert.Equal(1, pricing.Data(HttpStatusCode.OK)["glb_to_simready"]!.GetValue<int>());
        Assert.Equal("Authentication required", list.Error(HttpStatusCode.Unauthorized));
        Assert.Equal("Bearer", list.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task An_unknown_key_is_refused()
    {
        using var stranger = new KilnApi(service.Api.Url, "rgyd_test_" + new string('x', 43));

        var reply = await stranger.GetAsync("conversions");

        Assert.Equal("Invalid API key", reply.Error(HttpStatusCode.Unauthorized));
        Assert.Equal("INVALID_API_KEY", reply.Body["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_read_is_not_repeated_to_one_who_has_it()
    {
        string id = await service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box);
        await service.Api.WaitForCompletionAsync(id);

        // The charge may follow the end between two reads: then the later one is new, once.
        var first = await service.Api.GetAsync($"conversions/{id}");
        var charged = await service.Api.GetAsync($"conversions/{id}", ("If-None-Match", first.Headers.ETag!.ToString()));
        var latest = charged.Status == HttpStatusCode.NotModified ? first : charged;
        var again = await service.Api.GetAsync($"conversions/{id}", ("If-None-Match", latest.Headers.ETag!.ToString()));

        Assert.Equal(HttpStatusCode.NotModified, again.Status);
        Assert.Empty(again.Content);
    }

    [Fact]
    public async Task A_job_nobody_has_is_not_found()
    {
        var reply = await service.Api.GetAsync($"conversions/{Guid.CreateVersion7()}");

        Assert.Equal("Conversion job not found", reply.Error(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task The_job_is_the_same_in_the_canonical_api()
    {
        string id = await service.Api.SubmitForIdAsync("box.glb", SampleFiles.Box);
        await service.Api.WaitForCompletionAsync(id);

        var data = (await service.Api.GetAsync($"jobs/{id}")).Data(HttpStatusCode.OK);

        Assert.Equal(id, data["id"]!.GetValue<string>());
        Assert.NotNull((await service.Api.GetAsync($"jobs/{id}/events")).Data(HttpStatusCode.OK));
    }
}
